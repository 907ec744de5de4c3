using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Cerniq.LocalHost.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.LocalHost.Tests.Hosting.Orchestration;

public sealed class ManagementApiTests : IAsyncLifetime
{
    private const string Api = "/runtime/webhooks/durabletask";

    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync<DurableFunctions>(
        builder => builder.Services.AddSingleton(new Ledger()),
        hostJson: """{ "version": "2.0", "extensions": { "durableTask": { "hubName": "OurHub" } } }""");

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Follows_an_orchestration_from_its_http_start_to_its_output()
    {
        await _host.SendAsync(HttpMethod.Post, "/api/start/Checkout/c-1", body: new Basket("ana", [10, 20]));

        var status = await FollowAsync($"{Api}/instances/c-1", TestHost.AdminKey);

        status.GetProperty("name").GetString().ShouldBe("Checkout");
        status.GetProperty("runtimeStatus").GetString().ShouldBe("Completed");
        status.GetProperty("output").GetProperty("Total").GetInt32().ShouldBe(36);
        status.GetProperty("input").GetProperty("Customer").GetString().ShouldBe("ana");
    }

    [Fact]
    public async Task The_addresses_of_a_started_orchestration_carry_the_system_key_and_the_hub_and_work_as_they_are()
    {
        var started = await _host.SendAsync(HttpMethod.Post, $"{Api}/orchestrators/WaitForPrice/w-1", SystemKey);
        var payload = await started.Content.ReadFromJsonAsync<JsonElement>();

        started.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var raise = payload.GetProperty("sendEventPostUri").GetString()!.Replace("{eventName}", "price", StringComparison.Ordinal);
        raise.ShouldContain("OurHub");
        (await _host.SendAsync(HttpMethod.Post, raise, body: 50)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        var status = await FollowAsync(payload.GetProperty("statusQueryGetUri").GetString()!, key: null);
        status.GetProperty("output").GetInt32().ShouldBe(60);
    }

    [Theory]
    [InlineData("GET", "/instances")]
    [InlineData("GET", "/instances/x")]
    [InlineData("GET", "/instances/x?taskHub=Unknown")]
    [InlineData("POST", "/orchestrators/Checkout")]
    [InlineData("POST", "/instances/x/terminate")]
    [InlineData("DELETE", "/instances/x")]
    [InlineData("GET", "/anything/else")]
    public async Task Opens_to_the_system_key_and_the_master_key_only(string method, string path)
    {
        var hostKey = new KeyFolder(_host.Paths.KeyFolder).ReadOrMake("host-default");

        foreach (var key in new[] { null, "", "wrong", hostKey })
        {
            (await _host.SendAsync(new HttpMethod(method), Api + path, key)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await _host.SendAsync(new HttpMethod(method), Api + path, SystemKey)).StatusCode.ShouldNotBe(HttpStatusCode.Unauthorized);
        (await _host.SendAsync(new HttpMethod(method), Api + path, TestHost.AdminKey)).StatusCode.ShouldNotBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_app_without_orchestrations_has_no_management_api()
    {
        await using var host = await TestHost.StartAsync([typeof(Http.GuardedFunctions)]);

        (await host.SendAsync(HttpMethod.Get, $"{Api}/instances", TestHost.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        File.Exists(host.Paths.DurableStore).ShouldBeFalse();
    }

    private string SystemKey => _host.Services.GetRequiredService<HostKeys>().System(HostKeys.DurableTaskExtension);

    private async Task<JsonElement> FollowAsync(string address, string? key)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            var response = await _host.SendAsync(HttpMethod.Get, address, key);
            if (response.StatusCode != HttpStatusCode.Accepted)
            {
                response.StatusCode.ShouldBe(HttpStatusCode.OK);
                return await response.Content.ReadFromJsonAsync<JsonElement>(deadline.Token);
            }

            await Task.Delay(5, deadline.Token);
        }
    }
}
