using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cerniq.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.Functions.Tests.Sandbox;

/// <summary>A sandbox of its own for a test class: real HTTP on a port the system chose, data in a folder that is deleted after.</summary>
public sealed class SandboxHost : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cerniq-sandbox-").FullName;
    private WebApplication? _app;

    public HttpClient Http { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _app = SandboxApp.Build([], new SandboxOptions { Port = 0, DataFolder = _folder });
        await _app.StartAsync();
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };
    }

    /// <summary>Stops the sandbox and starts it again on the same folder.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public async Task<JsonObject> LedgerAsync() => (await Http.GetFromJsonAsync<JsonObject>("/sandbox/ledger"))!;

    /// <summary>Asks the control API and expects it to agree.</summary>
    public async Task ControlAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync($"/sandbox/{path}", body);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }

    public static async Task<JsonObject> JsonAsync(HttpResponseMessage response, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Asks again and again until there is an answer.</summary>
    public static Task<T> UntilAsync<T>(Func<Task<T?>> ask)
        where T : class => Eventually.AnswerAsync(ask, "the sandbox's answer");

    private async Task StopAsync()
    {
        Http.Dispose();
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }
}
