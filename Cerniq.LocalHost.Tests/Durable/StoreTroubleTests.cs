using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.Running;
using Cerniq.LocalHost.Storage;
using Cerniq.LocalHost.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class StoreTroubleTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_turn_that_cannot_be_stored_is_taken_again_without_running_its_activity_again(bool replays)
    {
        var runs = 0;
        var refusals = 0;
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<string>("Flow", async context =>
                    await context.CallActivityAsync<string>("Do") + await context.WaitForExternalEvent<string>("Go"))
                .AddActivityFunc<string>("Do", _ => $"{++runs}"),
            replays);
        host.Engine.Faults.Hook = (checkpoint, _) =>
            checkpoint == Checkpoint.BeforeTurnCommit && refusals++ < 3 ? throw new StoreException("The disk is full.", 13) : false;

        var id = await host.StartInstanceAsync("Flow");
        for (var i = 0; i < 4; i++)
        {
            host.Clock.Advance(host.Engine.Options.StoreRetryDelay);
            await host.Engine.WhenIdleAsync();
        }

        await host.RaiseAsync(id, "Go", "!");

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe("1!");
        refusals.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task An_orchestrator_that_cannot_be_made_is_tried_again()
    {
        var registry = new DurableTaskRegistry();
        var attempts = 0;
        registry.AddOrchestratorFunc("Ends", _ => { });
        await using var host = await DurableTestHost.StartAsync(new Moody(new RegistryCatalog(registry), () => ++attempts < 3));

        var id = await host.StartInstanceAsync("Ends");
        (await host.StatusAsync(id)).ShouldBe(OrchestrationRuntimeStatus.Pending);
        for (var i = 0; i < 3; i++)
        {
            host.Clock.Advance(host.Engine.Options.StoreRetryDelay);
            await host.Engine.WhenIdleAsync();
        }

        (await host.StatusAsync(id)).ShouldBe(OrchestrationRuntimeStatus.Completed);
    }

    [Fact]
    public async Task An_instance_replaced_while_it_runs_leaves_nothing_behind()
    {
        var release = new TaskCompletionSource();
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Slow", async context =>
            {
                await context.CallActivityAsync("Wait");
                await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            })
            .AddOrchestratorFunc("Ends", _ => { })
            .AddActivityFunc("Wait", _ => release.Task));
        var options = new StartOrchestrationOptions("id").WithDedupeStatuses();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Slow", null, options);
        await host.Client.WaitForInstanceStartAsync("id");

        await host.Client.ScheduleNewOrchestrationInstanceAsync("Ends", null, options);
        release.SetResult();
        await host.Engine.WhenIdleAsync();

        (await host.ReadAsync("id")).Name.ShouldBe("Ends");
        host.Engine.NextTimerDue().ShouldBeNull();
        await host.Engine.StopAsync(CancellationToken.None);
        await using var store = StoreDatabase.Open(host.Engine.Options.DatabasePath, DurableSchema.Current);
        Count(store, "SELECT count(*) FROM instance").ShouldBe(1);
        Count(store, "SELECT count(DISTINCT instance) FROM history").ShouldBe(1);
        Count(store, "SELECT count(*) FROM inbox").ShouldBe(0);
    }

    [Fact]
    public async Task An_unawaited_method_that_throws_brings_the_instance_down()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Careless", async context =>
            {
                Forget(context);
                await context.WaitForExternalEvent<string>("Never");
            })
            .AddActivityFunc("Nothing", _ => { }));

        (await host.RunAsync("Careless")).SerializedOutput.ShouldBe("forgotten");

#pragma warning disable VSTHRD100, MA0155 // The point of the test.
        static async void Forget(TaskOrchestrationContext context)
        {
            await context.CallActivityAsync("Nothing");
            throw new InvalidOperationException("forgotten");
        }
#pragma warning restore VSTHRD100, MA0155
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task More_timers_than_are_loaded_at_a_time_all_fire_also_after_a_restart(bool allAtOnce)
    {
        const int count = 4500;
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Many", async context =>
        {
            var begin = context.CurrentUtcDateTime.AddHours(1);
            await Task.WhenAll(Enumerable.Range(0, count)
                .Select(n => context.CreateTimer(allAtOnce ? begin : begin.AddMilliseconds(n), CancellationToken.None)));
            return count;
        }));
        var id = await host.StartInstanceAsync("Many");

        await host.RestartAsync();
        host.Clock.Advance(TimeSpan.FromHours(2));
        await host.Engine.WhenIdleAsync();

        (await host.ReadAsync(id)).ReadOutputAs<int>().ShouldBe(count);
    }

    [Fact]
    public async Task A_stop_waits_for_the_activity_under_way_and_keeps_its_answer()
    {
        var runs = 0;
        var begun = new SemaphoreSlim(0);
        var release = new TaskCompletionSource();
        var catalog = new DurableTaskRegistry()
            .AddOrchestratorFunc<int>("Flow", context => context.CallActivityAsync<int>("Do"))
            .AddActivityFunc<int>("Do", async _ =>
            {
                var run = Interlocked.Increment(ref runs);
                begun.Release();
                await release.Task;
                return run;
            });
        await using var host = await DurableTestHost.StartAsync(new RegistryCatalog(catalog));
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Flow");
        await begun.WaitAsync();

        var stopping = host.Engine.StopAsync(CancellationToken.None);
        stopping.IsCompleted.ShouldBeFalse();
        release.SetResult();
        await stopping;
        await host.RestartAsync();
        await host.Engine.WhenIdleAsync();

        (await host.ReadAsync(id)).ReadOutputAs<int>().ShouldBe(1);
        runs.ShouldBe(1);
    }

    private static long Count(StoreDatabase store, string sql) => store.Read(session =>
    {
        using var query = session.Prepare(sql);
        query.Step();
        return query.Int64(0);
    });

    private sealed class Moody(ITaskCatalog inner, Func<bool> fails) : ITaskCatalog
    {
        public ITaskOrchestrator? FindOrchestrator(string name) =>
            fails() ? throw new InvalidOperationException("A dependency is not there yet.") : inner.FindOrchestrator(name);

        public ActivityFunction? FindActivity(string name) => inner.FindActivity(name);
    }
}
