using System.Net;
using System.Net.Sockets;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Tests.Services;

/// <summary>What the sockets really report, not what a stub says they do.</summary>
public sealed class RealConnectionTests : IDisposable
{
    private static readonly ServiceProfile Profile = new("oblio", TimeSpan.FromSeconds(20), _ => null);
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public RealConnectionTests() => listener.Start();

    public void Dispose() => listener.Dispose();

    [Fact]
    public async Task A_refused_connection_leaves_no_doubt()
    {
        var request = Effect();
        listener.Stop();

        var fault = await FaultOfAsync(request);

        fault.Kind.ShouldBe(FaultKind.NetworkError);
        fault.Ambiguous.ShouldBeFalse();
    }

    [Fact]
    public async Task An_unknown_host_leaves_no_doubt()
    {
        var fault = await FaultOfAsync(Effect() with { Address = new Uri("http://nowhere.invalid/") });

        fault.Kind.ShouldBe(FaultKind.NetworkError);
        fault.Ambiguous.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"status\"")]
    public async Task A_connection_that_breaks_after_sending_leaves_a_doubt(string answer)
    {
        var serving = ServeOnceAsync(answer);

        var fault = await FaultOfAsync(Effect());

        fault.Kind.ShouldBe(FaultKind.NetworkError);
        fault.Ambiguous.ShouldBeTrue();
        (await serving).ShouldBe(1);
    }

    /// <summary>Takes the request, answers so much of it and hangs up; returns how many requests came.</summary>
    private async Task<int> ServeOnceAsync(string answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var buffer = new byte[4096];
        var read = await stream.ReadAsync(buffer);
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer));
        client.Close();
        return (read > 0 ? 1 : 0) + (listener.Pending() ? 1 : 0);
    }

    private static async Task<ServiceFault> FaultOfAsync(ServiceRequest request)
    {
        var caller = RealCallers.Create().For(Profile);
        return (await Should.ThrowAsync<ServiceUnavailableException>(() => caller.SendAsync(request, CancellationToken.None))).Fault;
    }

    private ServiceRequest Effect() => new(
        "demo", HttpMethod.Post, new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/docs/invoice"), "docs/invoice")
    {
        Body = () => new StringContent("{}"),
    };
}
