using System.Net;
using Cerniq.LocalHost.Hosting.Configuration;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cerniq.LocalHost.Tests.Hosting.Orchestration;

public sealed class DurableGlueTests
{
    private readonly Ledger _ledger = new();

    [Fact]
    public async Task An_http_function_starts_an_orchestrator_function_that_calls_activity_functions()
    {
        await using var host = await StartAsync();

        var response = await host.SendAsync(HttpMethod.Post, "/api/start/Checkout/c-1", body: new Basket("ana", [10, 20]));
        var done = await FinishAsync(host, "c-1");

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        done.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
        done.ReadOutputAs<Receipt>().ShouldBe(new Receipt("ANA", 36));
        _ledger.Entries.ShouldBe(["AddVat 10 of c-1", "AddVat 20 of c-1"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_failing_activity_reaches_the_orchestrator_with_its_own_type_and_words()
    {
        await using var host = await StartAsync();

        await host.SendAsync(HttpMethod.Post, "/api/start/Recover/r-1");

        (await FinishAsync(host, "r-1")).ReadOutputAs<string>().ShouldBe("System.NotSupportedException: never");
    }

    [Fact]
    public async Task An_activity_input_of_the_wrong_type_is_an_invalid_operation()
    {
        await using var host = await StartAsync();

        await host.SendAsync(HttpMethod.Post, "/api/start/Misfit/m-1");

        (await FinishAsync(host, "m-1")).ReadOutputAs<string>().ShouldBe("System.InvalidOperationException");
    }

    [Fact]
    public async Task An_orchestrator_that_awaits_what_is_not_durable_fails_also_behind_middleware()
    {
        await using var host = await StartAsync();

        await host.SendAsync(HttpMethod.Post, "/api/start/Stray/s-1");
        var done = await FinishAsync(host, "s-1");

        done.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        done.FailureDetails!.ErrorMessage.ShouldContain("invalid asynchronous invocation");
    }

    [Fact]
    public async Task Middleware_runs_around_orchestrators_and_activities()
    {
        await using var host = await StartAsync();

        await host.SendAsync(HttpMethod.Post, "/api/start/Checkout/c-2", body: new Basket("bo", [5]));
        await FinishAsync(host, "c-2");

        _seen.Distinct(StringComparer.Ordinal).ShouldBe(["Start", "Checkout", "AddVat", "Print"]);
    }

    [Fact]
    public async Task A_waiting_orchestration_goes_on_in_the_next_process()
    {
        var folder = TestHost.NewFolder();
        await using (var first = await StartAsync(folder))
        {
            await first.SendAsync(HttpMethod.Post, "/api/start/WaitForPrice/w-1");
            await first.Services.GetRequiredService<DurableTaskClient>().WaitForInstanceStartAsync("w-1");
        }

        await using (var second = await StartAsync(folder))
        {
            await second.SendAsync(HttpMethod.Post, "/api/raise/w-1/price");
            (await FinishAsync(second, "w-1")).ReadOutputAs<int>().ShouldBe(36);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_stopping_host_lets_an_activity_finish_and_keeps_its_result()
    {
        var folder = TestHost.NewFolder();
        await using (var first = await StartAsync(folder))
        {
            await first.SendAsync(HttpMethod.Post, "/api/start/Hold/h-1");
            await Eventually.TrueAsync(() => _ledger.Entries.Contains("held"));
            var stopping = first.StopAsync();
            _ledger.Gate.SetResult();
            await Eventually.WithinAsync(stopping);
        }

        await using (var second = await StartAsync(folder))
        {
            (await FinishAsync(second, "h-1")).ReadOutputAs<string>().ShouldBe("let go");
        }

        _ledger.Entries.Count(entry => entry == "held").ShouldBe(1);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Ended_instances_are_kept_as_long_as_the_host_file_says()
    {
        var clock = new VirtualClock(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        await using var host = await TestHost.StartAsync<DurableFunctions>(
            builder => builder.Services.AddSingleton(_ledger).AddSingleton<TimeProvider>(clock),
            hostJson: """{ "version": "2.0", "extensions": { "durableTask": { "retention": { "keepEnded": "2.00:00:00", "every": "06:00:00" } } } }""");
        var client = host.Services.GetRequiredService<DurableTaskClient>();
        await host.SendAsync(HttpMethod.Post, "/api/start/Recover/ended");
        await host.SendAsync(HttpMethod.Post, "/api/start/WaitForPrice/waiting");
        await FinishAsync(host, "ended");

        clock.Advance(TimeSpan.FromDays(1));
        (await client.GetInstanceAsync("ended")).ShouldNotBeNull();
        await Eventually.TrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromHours(6));
            return client.GetInstanceAsync("ended").GetAwaiter().GetResult() is null;
        });

        (await client.GetInstanceAsync("waiting")).ShouldNotBeNull();
        clock.GetUtcNow().ShouldBeGreaterThan(new DateTimeOffset(2026, 3, 3, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_retention_that_makes_no_sense_is_refused_at_the_start()
    {
        var refused = await Should.ThrowAsync<HostConfigurationException>(() => TestHost.StartAsync<DurableFunctions>(
            builder => builder.Services.AddSingleton(_ledger),
            hostJson: """{ "version": "2.0", "extensions": { "durableTask": { "retention": { "keepEnded": "-02:00:00" } } } }"""));

        refused.Message.ShouldContain("extensions:durableTask:retention");
    }

    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _seen = [];

    private static async Task<OrchestrationMetadata> FinishAsync(TestHost host, string id) =>
        await Eventually.WithinAsync(
            host.Services.GetRequiredService<DurableTaskClient>().WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true));

    private Task<TestHost> StartAsync(string? folder = null) => TestHost.StartAsync<DurableFunctions>(
        builder =>
        {
            builder.Services.AddSingleton(_ledger);
            builder.UseMiddleware((context, next) =>
            {
                _seen.Enqueue(context.FunctionDefinition.Name);
                return next();
            });
        },
        folder);
}
