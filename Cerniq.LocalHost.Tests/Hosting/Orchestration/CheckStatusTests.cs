using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Cerniq.LocalHost.Hosting;
using Cerniq.LocalHost.Keys;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.LocalHost.Tests.Hosting.Orchestration;

public sealed class CheckStatusTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync(
        [typeof(CheckStatusFunctions)],
        hostJson: """{ "version": "2.0", "extensions": { "durableTask": { "hubName": "OurHub" } } }""");

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Answers_202_with_the_addresses_of_the_instance()
    {
        using var answer = await _host.SendAsync(HttpMethod.Post, "/api/begin/a-1");

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        answer.Headers.RetryAfter.ShouldBeNull();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var uris = await answer.Content.ReadFromJsonAsync<Dictionary<string, string?>>();
        var instance = $"{_host.Client.BaseAddress}runtime/webhooks/durabletask/instances/a-1";
        var tail = $"taskHub=OurHub&connection=Storage&code={Uri.EscapeDataString(SystemKey)}";
        uris.ShouldBe(
            new Dictionary<string, string?>
            {
                ["Id"] = "a-1",
                ["StatusQueryGetUri"] = $"{instance}?{tail}",
                ["SendEventPostUri"] = $"{instance}/raiseEvent/{{eventName}}?{tail}",
                ["TerminatePostUri"] = $"{instance}/terminate?reason={{{{text}}}}&{tail}",
                ["RewindPostUri"] = null,
                ["PurgeHistoryDeleteUri"] = $"{instance}?{tail}",
                ["RestartPostUri"] = null,
                ["SuspendPostUri"] = $"{instance}/suspend?reason={{{{text}}}}&{tail}",
                ["ResumePostUri"] = $"{instance}/resume?reason={{{{text}}}}&{tail}",
            },
            ignoreOrder: true);
        answer.Headers.GetValues("Location").ShouldBe([uris!["StatusQueryGetUri"]!]);
    }

    [Fact]
    public async Task The_addresses_open_without_another_key()
    {
        var uris = await (await _host.SendAsync(HttpMethod.Post, "/api/begin/a-2")).Content.ReadFromJsonAsync<HttpUris>();

        using var raised = await _host.SendAsync(
            HttpMethod.Post, uris!.SendEventPostUri.Replace("{eventName}", "greeting", StringComparison.Ordinal), body: "hello");

        raised.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await _host.Services.GetRequiredService<DurableTaskClient>().WaitForInstanceCompletionAsync("a-2");
        using var status = await _host.SendAsync(HttpMethod.Get, uris.StatusQueryGetUri);
        (await status.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("output").GetString().ShouldBe("hello");
    }

    [Theory]
    [InlineData("Forwarded", "for=10.0.0.1;proto=https;host=shop.example", "https://shop.example/")]
    [InlineData("X-Forwarded-Host", "shop.example", "http://shop.example/")]
    public async Task The_addresses_are_those_by_which_a_proxy_is_reached(string header, string value, string start)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/begin-in-step/a-3");
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await _host.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadFromJsonAsync<HttpUris>())!.StatusQueryGetUri.ShouldStartWith(start);
    }

    [Theory]
    [InlineData("?greeting=hello", HttpStatusCode.OK, "Completed", "\"hello\"")]
    [InlineData("?greeting=", HttpStatusCode.InternalServerError, "Failed", "Nobody greets with nothing.")]
    public async Task Waits_for_the_end_and_tells_it(string query, HttpStatusCode code, string status, string output)
    {
        using var answer = await _host.SendAsync(HttpMethod.Post, "/api/wait/w-1" + query);

        answer.StatusCode.ShouldBe(code);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        body.GetProperty("InstanceId").GetString().ShouldBe("w-1");
        body.GetProperty("RuntimeStatus").GetString().ShouldBe(status);
        body.GetProperty("SerializedOutput").GetString().ShouldBe(output);
    }

    [Fact]
    public async Task Who_waits_no_longer_is_told_where_to_ask()
    {
        using var answer = await _host.SendAsync(HttpMethod.Post, "/api/wait/w-2");

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await answer.Content.ReadFromJsonAsync<HttpUris>())!.StatusQueryGetUri.ShouldContain("/instances/w-2?");
    }

    [Fact]
    public void Without_a_request_the_addresses_are_those_where_the_host_listens()
    {
        var payload = _host.Services.GetRequiredService<DurableTaskClient>().CreateHttpManagementPayload("n-1");

        payload.StatusQueryGetUri!.ShouldStartWith($"{_host.Services.GetRequiredService<LocalHostAddress>().BaseAddress}runtime/");
        payload.StatusQueryGetUri!.ShouldContain(Uri.EscapeDataString(SystemKey));
    }

    private string SystemKey => _host.Services.GetRequiredService<HostKeys>().System(HostKeys.DurableTaskExtension);

    private sealed record HttpUris(string Id, string StatusQueryGetUri, string SendEventPostUri);
}
