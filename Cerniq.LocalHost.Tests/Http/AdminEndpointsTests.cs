using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Cerniq.LocalHost.Tests.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.LocalHost.Tests.Http;

public sealed class AdminEndpointsTests : IAsyncLifetime
{
    private readonly Started _started = new();
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync(
        [typeof(StartableFunctions), typeof(GuardedFunctions)], builder => builder.Services.AddSingleton(_started));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Ping_answers_anyone()
    {
        (await _host.SendAsync(HttpMethod.Get, "/admin/host/ping")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _host.SendAsync(HttpMethod.Post, "/admin/host/ping")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("GET", "/admin/host/status")]
    [InlineData("GET", "/admin/functions")]
    [InlineData("GET", "/admin/functions/Open")]
    [InlineData("POST", "/admin/functions/Nightly")]
    public async Task Everything_else_needs_the_master_key(string method, string path)
    {
        (await _host.SendAsync(new HttpMethod(method), path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _host.SendAsync(new HttpMethod(method), path, "wrong")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Status_tells_that_the_host_runs()
    {
        var status = await ReadAsync("/admin/host/status");

        status.GetProperty("state").GetString().ShouldBe("Running");
        status.GetProperty("id").GetString().ShouldNotBeNullOrEmpty();
        status.GetProperty("processUptime").GetInt64().ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public async Task Lists_the_functions_with_their_bindings_and_addresses()
    {
        var functions = (await ReadAsync("/admin/functions")).EnumerateArray().ToDictionary(f => f.GetProperty("name").GetString()!);

        functions.Keys.ShouldBe(["Nightly", "Consume", "Open", "Function", "System", "Admin"], ignoreOrder: true);
        functions["Open"].GetProperty("invoke_url_template").GetString().ShouldEndWith("/api/Open");
        functions["Nightly"].GetProperty("config").GetProperty("bindings")[0].GetProperty("type").GetString().ShouldBe("timerTrigger");
        functions["Nightly"].TryGetProperty("invoke_url_template", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Fires_a_timer_by_hand()
    {
        var response = await _host.SendAsync(HttpMethod.Post, "/admin/functions/nightly", TestHost.AdminKey, new { input = "" });

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.TrueAsync(() => _started.What.Contains("Nightly False"));
    }

    [Fact]
    public async Task Gives_a_queue_function_its_input_as_a_message()
    {
        var response = await _host.SendAsync(HttpMethod.Post, "/admin/functions/Consume", TestHost.AdminKey, new { input = "by hand" });

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.TrueAsync(() => _started.What.Contains("Consume by hand"));
    }

    [Fact]
    public async Task Refuses_to_start_what_is_unknown_has_no_body_or_is_not_started_by_hand()
    {
        (await StartAsync("Unknown", new { input = "" })).ShouldBe(HttpStatusCode.NotFound);
        (await StartAsync("Nightly", body: null)).ShouldBe(HttpStatusCode.BadRequest);
        (await StartAsync("Open", new { input = "" })).ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task<HttpStatusCode> StartAsync(string name, object? body) =>
        (await _host.SendAsync(HttpMethod.Post, $"/admin/functions/{name}", TestHost.AdminKey, body)).StatusCode;

    private async Task<JsonElement> ReadAsync(string path) =>
        await (await _host.SendAsync(HttpMethod.Get, path, TestHost.AdminKey)).Content.ReadFromJsonAsync<JsonElement>();

    internal sealed class Started
    {
        public ConcurrentQueue<string> What { get; } = [];
    }

    internal sealed class StartableFunctions(Started started)
    {
        [Function("Nightly")]
        public void Nightly([TimerTrigger("0 0 3 1 1 *")] TimerInfo timer) => started.What.Enqueue($"Nightly {timer.IsPastDue}");

        [Function("Consume")]
        public void Consume([ServiceBusTrigger("inbox", Connection = "ServiceBus")] string message) => started.What.Enqueue($"Consume {message}");
    }
}
