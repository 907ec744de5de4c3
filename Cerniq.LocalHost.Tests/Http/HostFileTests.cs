using System.Net;
using Cerniq.LocalHost.Hosting.Configuration;
using Cerniq.LocalHost.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Cerniq.LocalHost.Tests.Http;

public sealed class HostFileTests
{
    [Theory]
    [InlineData("", "/Open")]
    [InlineData("v2", "/v2/Open")]
    [InlineData("/deep/er/", "/deep/er/Open")]
    public async Task The_route_prefix_stands_before_every_route(string prefix, string path)
    {
        await using var host = await TestHost.StartAsync(
            [typeof(GuardedFunctions)], hostJson: $$$"""{ "version": "2.0", "extensions": { "http": { "routePrefix": "{{{prefix}}}" } } }""");

        (await host.SendAsync(HttpMethod.Get, path)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.SendAsync(HttpMethod.Get, "/api/Open")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Requests_beyond_the_outstanding_ones_are_turned_away()
    {
        var gate = new SlowFunction.Gate();
        await using var host = await TestHost.StartAsync<SlowFunction>(
            builder => builder.Services.Add(new(typeof(SlowFunction.Gate), gate)),
            hostJson: """{ "version": "2.0", "extensions": { "http": { "maxConcurrentRequests": 1, "maxOutstandingRequests": 1 } } }""");

        var first = host.SendAsync(HttpMethod.Get, "/api/slow");
        await Eventually.WithinAsync(gate.Entered.Task);
        var second = await host.SendAsync(HttpMethod.Get, "/api/slow");
        gate.Open.SetResult();

        second.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await first).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_function_that_outlives_its_timeout_is_cancelled()
    {
        var gate = new SlowFunction.Gate();
        await using var host = await TestHost.StartAsync<SlowFunction>(
            builder => builder.Services.Add(new(typeof(SlowFunction.Gate), gate)),
            hostJson: """{ "version": "2.0", "functionTimeout": "00:00:00.050" }""");

        var response = await host.SendAsync(HttpMethod.Get, "/api/slow");

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public void Reads_the_limits_and_their_defaults()
    {
        var given = Read(("functionTimeout", "00:10:00"), ("extensions:serviceBus:maxConcurrentCalls", "3"));
        var silent = Read();

        given.FunctionTimeout.ShouldBe(TimeSpan.FromMinutes(10));
        given.Queues.MaxConcurrentCalls.ShouldBe(3);
        silent.RoutePrefix.ShouldBe("api");
        silent.Queues.ShouldBe(new QueueSettings(16, TimeSpan.FromMinutes(5)));
        Read(("functionTimeout", "-1")).FunctionTimeout.ShouldBeNull();
    }

    [Theory]
    [InlineData("version", "1.0")]
    [InlineData("functionTimeout", "soon")]
    [InlineData("extensions:serviceBus:maxConcurrentCalls", "many")]
    public void Refuses_what_it_cannot_read_and_names_it(string key, string value) =>
        Should.Throw<HostConfigurationException>(() => Read((key, value))).Message.ShouldContain(key);

    [Fact]
    public async Task A_setting_of_the_environment_overrides_the_file()
    {
        await using var host = await TestHost.StartAsync(
            [typeof(GuardedFunctions)],
            builder => builder.Configuration["AzureFunctionsJobHost:extensions:http:routePrefix"] = "set",
            hostJson: """{ "version": "2.0", "extensions": { "http": { "routePrefix": "file" } } }""");

        (await host.SendAsync(HttpMethod.Get, "/set/Open")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static HostSettings Read(params (string Key, string Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value)).Build());
}

internal sealed class SlowFunction(SlowFunction.Gate gate)
{
    [Function("Slow")]
    public async Task<IActionResult> SlowAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken cancellation)
    {
        gate.Entered.TrySetResult();
        await gate.Open.Task.WaitAsync(cancellation);
        return new OkObjectResult(request.Path.Value);
    }

    internal sealed class Gate
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
