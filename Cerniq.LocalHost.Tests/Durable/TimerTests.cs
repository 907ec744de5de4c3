using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Testing;
using Cerniq.LocalHost.Tests.Hosting;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class TimerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_long_timer_is_split_into_a_chain(bool replays)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc<DateTime>("Long", async context =>
            {
                await context.CreateTimer(TimeSpan.FromDays(7), CancellationToken.None);
                return context.CurrentUtcDateTime;
            }),
            replays);

        var done = await host.RunAsync("Long");

        done.ReadOutputAs<DateTime>().ShouldBe(new DateTime(2026, 1, 8, 0, 0, 0, DateTimeKind.Utc));
        host.Engine.ReadHistory(done.InstanceId).OfType<TimerCreated>()
            .Select(timer => (timer.TaskId, timer.FireAt.Day)).ShouldBe([(0, 4), (1, 7), (2, 8)]);
    }

    [Fact]
    public async Task A_past_timer_fires_at_once_through_the_history()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc("Past", async context =>
        {
            await context.CreateTimer(context.CurrentUtcDateTime.AddYears(-1), CancellationToken.None);
            await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
        }));

        var done = await host.RunAsync("Past");

        done.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
        host.Engine.ReadHistory(done.InstanceId).OfType<TimerFired>().Count().ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_timer_throws_and_does_not_hold_the_instance_up(bool replays)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc<string>("Cancels", async context =>
            {
                using var off = new CancellationTokenSource();
                var timer = context.CreateTimer(TimeSpan.FromHours(1), off.Token);
                await context.WaitForExternalEvent<string>("Stop");
                off.Cancel();
                try
                {
                    await timer;
                    return "fired";
                }
                catch (TaskCanceledException)
                {
                    return "cancelled";
                }
            }),
            replays);

        var id = await host.StartInstanceAsync("Cancels");
        await host.RaiseAsync(id, "Stop");

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe("cancelled");
        host.Engine.NextTimerDue().ShouldBeNull();
    }

    [Fact]
    public async Task A_timer_cancelled_in_the_pass_that_made_it_is_never_set()
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Fickle", async context =>
            {
                using var off = new CancellationTokenSource();
                _ = context.CreateTimer(TimeSpan.FromHours(1), off.Token);
                off.Cancel();
                await context.WaitForExternalEvent<string>("Go");
                await context.CallActivityAsync("Nothing");
            }).AddActivityFunc("Nothing", _ => { }),
            replays: true);

        var id = await host.StartInstanceAsync("Fickle");
        host.Engine.NextTimerDue().ShouldBeNull();
        await host.RaiseAsync(id, "Go");

        (await host.StatusAsync(id)).ShouldBe(OrchestrationRuntimeStatus.Completed);
    }

    [Fact]
    public async Task Timers_of_many_instances_fire_in_the_order_they_are_due()
    {
        var order = new List<int>();
        await using var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc<int>("At", async (context, minutes) =>
            {
                await context.CreateTimer(TimeSpan.FromMinutes(minutes), CancellationToken.None);
                order.Add(minutes);
            }),
            options: new DurableOptions { DatabasePath = "", MaxConcurrentOrchestrations = 1 });

        foreach (var minutes in new[] { 50, 3, 400, 7, 1, 90000 })
        {
            await host.StartInstanceAsync("At", minutes);
        }

        await host.AdvanceUntilIdleAsync();

        order.ShouldBe([1, 3, 7, 50, 400, 90000]);
    }

    [Fact]
    public async Task Timers_survive_a_restart_and_fire_late_if_they_must()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<DateTime>("Sleeps", async context =>
        {
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return context.CurrentUtcDateTime;
        }));
        var id = await host.StartInstanceAsync("Sleeps");

        await host.Engine.StopAsync(CancellationToken.None);
        host.Clock.Advance(TimeSpan.FromHours(5));
        await host.RestartAsync();
        await host.AdvanceUntilIdleAsync();

        (await host.ReadAsync(id)).ReadOutputAs<DateTime>().Hour.ShouldBe(5);
    }

    [Fact]
    public async Task Waiting_instances_leave_the_memory()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<string>(
            "Waits", context => context.WaitForExternalEvent<string>("Go")));
        var ids = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            ids.Add(await host.StartInstanceAsync("Waits"));
        }

        host.Engine.InstancesInMemory.ShouldBe(50);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        host.Engine.InstancesInMemory.ShouldBe(0);
        await host.RaiseAsync(ids[7], "Go", "up");

        (await host.ReadAsync(ids[7])).ReadOutputAs<string>().ShouldBe("up");
    }

    [Fact]
    public async Task No_more_instances_are_kept_than_asked_for()
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc<string>("Waits", context => context.WaitForExternalEvent<string>("Go")),
            options: new DurableOptions { DatabasePath = "", LiveInstanceCache = 3 });
        for (var i = 0; i < 10; i++)
        {
            await host.StartInstanceAsync("Waits");
        }

        host.Engine.InstancesInMemory.ShouldBe(3);
    }

    [Fact]
    public async Task A_start_that_is_put_off_takes_in_what_comes_before_it()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<string>(
            "Waits", async context => await context.WaitForExternalEvent<string>("Word") + await context.WaitForExternalEvent<string>("Word")));
        var later = host.Clock.GetUtcNow().AddDays(1);
        foreach (var id in new[] { "told", "suspended", "ended" })
        {
            await host.StartInstanceAsync("Waits", options: new StartOrchestrationOptions(id, later));
            await host.RaiseAsync(id, "Word", "a");
        }

        await host.Client.SuspendInstanceAsync("suspended");
        await host.Client.TerminateInstanceAsync("ended", "never mind");
        await host.RestartAsync();
        await host.RaiseAsync("told", "word", "b");
        (await host.StatusAsync("told")).ShouldBe(OrchestrationRuntimeStatus.Pending);
        await host.AdvanceUntilIdleAsync();
        await host.RaiseAsync("suspended", "Word", "b");
        (await host.StatusAsync("suspended")).ShouldBe(OrchestrationRuntimeStatus.Suspended);
        await host.Client.ResumeInstanceAsync("suspended");
        await host.Engine.WhenIdleAsync();

        (await host.ReadAsync("told")).ReadOutputAs<string>().ShouldBe("ab");
        (await host.ReadAsync("suspended")).ReadOutputAs<string>().ShouldBe("ab");
        (await host.ReadAsync("ended")).ReadOutputAs<string>().ShouldBe("never mind");
    }

    [Fact]
    public async Task A_start_can_be_put_off_and_survives_a_restart()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<DateTime>("Later", context => context.CurrentUtcDateTime));
        var at = host.Clock.GetUtcNow() + TimeSpan.FromDays(10);
        var id = await host.StartInstanceAsync("Later", options: new StartOrchestrationOptions(StartAt: at));

        (await host.StatusAsync(id)).ShouldBe(OrchestrationRuntimeStatus.Pending);
        await host.RestartAsync();
        (await host.StatusAsync(id)).ShouldBe(OrchestrationRuntimeStatus.Pending);
        await host.AdvanceUntilIdleAsync();

        (await host.ReadAsync(id)).ReadOutputAs<DateTime>().ShouldBe(at.UtcDateTime);
        host.Engine.NextTimerDue().ShouldBeNull();
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(3)]
    public Task A_clock_that_is_set_by_hours_and_right_again_makes_no_timer_late(int hours) =>
        SleepFourHoursAsync(async (monotonic, clock, engine, statusAsync) =>
        {
            clock.By = TimeSpan.FromHours(hours);
            monotonic.Advance(TimeSpan.FromMinutes(10));
            clock.By = TimeSpan.Zero;
            monotonic.Advance(TimeSpan.FromMinutes(225));
            await engine.WhenIdleAsync();
            (await statusAsync()).ShouldBe(OrchestrationRuntimeStatus.Running);

            monotonic.Advance(TimeSpan.FromMinutes(10));
            await engine.WhenIdleAsync();
            (await statusAsync()).ShouldBe(OrchestrationRuntimeStatus.Completed);
        });

    [Fact]
    public Task A_timer_that_came_due_while_the_machine_slept_fires_within_minutes() =>
        SleepFourHoursAsync(async (monotonic, clock, engine, statusAsync) =>
        {
            clock.By = TimeSpan.FromHours(8);
            monotonic.Advance(TimeSpan.FromMinutes(5));
            await engine.WhenIdleAsync();

            (await statusAsync()).ShouldBe(OrchestrationRuntimeStatus.Completed);
        });

    /// <summary>Starts an instance that sleeps for four hours, on a machine whose clock can be set.</summary>
    private static async Task SleepFourHoursAsync(
        Func<ManualTimeProvider, ShiftedClock, DurableEngine, Func<Task<OrchestrationRuntimeStatus>>, Task> test)
    {
        var registry = new DurableTaskRegistry();
        registry.AddOrchestratorFunc("Sleeps", context => context.CreateTimer(TimeSpan.FromHours(4), CancellationToken.None));
        var folder = Directory.CreateTempSubdirectory("clock-");
        var monotonic = new ManualTimeProvider();
        var clock = new ShiftedClock(monotonic);
        await using (var engine = new DurableEngine(
            new DurableOptions { DatabasePath = Path.Combine(folder.FullName, "hub.db") }, new RegistryCatalog(registry), clock, NullLoggerFactory.Instance))
        {
            await engine.StartAsync(CancellationToken.None);
            var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Sleeps");
            await engine.WhenIdleAsync();

            await test(monotonic, clock, engine, async () => (await engine.Client.GetInstanceAsync(id))!.RuntimeStatus);
        }

        folder.Delete(recursive: true);
    }
}
