using Cerniq.LocalHost.Durable.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class ReplayTests
{
    [Fact]
    public async Task Guids_are_version_5_of_instance_time_and_counter()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<Guid[]>(
            "Guids", context => new[] { context.NewGuid(), context.NewGuid() }));

        var id = await host.StartInstanceAsync("Guids", options: new StartOrchestrationOptions("order-7"));

        (await host.ReadAsync(id)).ReadOutputAs<string[]>().ShouldBe(
            ["79f39b1a-9ea1-5bf8-b32d-05eb650f1cbb", "0ca458a8-cd33-5920-874b-a5340ea93037"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_guid_counter_runs_through_the_whole_execution(bool replays)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc<Guid[]>("Guids", async context =>
            {
                var first = context.NewGuid();
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                return [first, context.NewGuid()];
            }),
            replays);

        var done = await host.RunAsync("Guids");

        var expected = Cerniq.LocalHost.Durable.Replay.DeterministicGuid.Create(
            done.InstanceId, new DateTime(2026, 1, 1, 1, 0, 0, DateTimeKind.Utc), 1);
        done.ReadOutputAs<Guid[]>()![1].ShouldBe(expected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Time_stands_still_within_a_pass_and_is_the_same_on_replay(bool replays)
    {
        var seen = new List<DateTime>();
        await using var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc<DateTime[]>("Times", async context =>
            {
                var before = context.CurrentUtcDateTime;
                seen.Add(before);
                await context.CreateTimer(TimeSpan.FromMinutes(7), CancellationToken.None);
                var between = context.CurrentUtcDateTime;
                await context.CallActivityAsync("Nothing");
                return [before, between, context.CurrentUtcDateTime];
            }).AddActivityFunc("Nothing", _ => { }),
            replays);

        var times = (await host.RunAsync("Times")).ReadOutputAs<DateTime[]>()!;

        times[0].Kind.ShouldBe(DateTimeKind.Utc);
        (times[1] - times[0]).ShouldBe(TimeSpan.FromMinutes(7));
        seen.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Past_events_are_replayed_and_new_ones_are_not()
    {
        var flags = new List<bool>();
        await using var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Flags", async context =>
            {
                flags.Add(context.IsReplaying);
                await context.CallActivityAsync("Nothing");
                flags.Add(context.IsReplaying);
            }).AddActivityFunc("Nothing", _ => { }),
            replays: true);

        await host.RunAsync("Flags");

        flags.ShouldBe([false, true, false]);
    }

    [Fact]
    public async Task A_replay_safe_logger_writes_each_line_once()
    {
        var lines = new List<string>();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(new ListLoggerProvider(lines)));
        var registry = new DurableTaskRegistry()
            .AddOrchestratorFunc("Logs", async context =>
            {
                var log = context.CreateReplaySafeLogger("app");
                log.LogInformation("begin");
                await context.CallActivityAsync("Nothing");
                log.LogInformation("end");
            })
            .AddActivityFunc("Nothing", _ => { });
        await using var host = await Cerniq.LocalHost.Testing.DurableTestHost.StartAsync(
            new Cerniq.LocalHost.Durable.RegistryCatalog(registry),
            new Cerniq.LocalHost.Durable.DurableOptions { DatabasePath = "", LiveInstanceCache = 0 },
            loggers);

        await host.RunAsync("Logs");

        lines.ShouldBe(["begin", "end"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ids_are_taken_in_call_order_by_everything_but_event_waits(bool replays)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Ids", async context =>
            {
                var waiting = context.WaitForExternalEvent<string>("Never");
                var first = context.CallActivityAsync("Nothing");
                var timer = context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
                context.SendEvent("nobody", "Hello", "x");
                var child = context.CallSubOrchestratorAsync("Child");
                await Task.WhenAll(first, timer, child);
                waiting.IsCompleted.ShouldBeFalse();
            }).AddOrchestratorFunc("Child", _ => { }).AddActivityFunc("Nothing", _ => { }),
            replays);

        var done = await host.RunAsync("Ids");

        done.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
        host.Engine.ReadHistory(done.InstanceId).OfType<TaskRequest>()
            .Select(request => (request.TaskId, request.GetType().Name))
            .ShouldBe([(0, nameof(TaskScheduled)), (1, nameof(TimerCreated)), (2, nameof(EventSent)), (3, nameof(SubOrchestrationCreated))]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Completion_waits_for_open_timers_but_not_for_event_waits(bool replays)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc<string>("Early", context =>
            {
                _ = context.WaitForExternalEvent<string>("Never");
                _ = context.CreateTimer(TimeSpan.FromSeconds(2), CancellationToken.None);
                return "done";
            }),
            replays);

        var id = await host.StartInstanceAsync("Early");
        (await host.StatusAsync(id)).ShouldBe(OrchestrationRuntimeStatus.Running);
        await host.AdvanceUntilIdleAsync();

        var done = await host.ReadAsync(id);
        done.ReadOutputAs<string>().ShouldBe("done");
        (done.LastUpdatedAt - done.CreatedAt).ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_fan_out_is_collected_in_order()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, int>("Sum", async (context, count) =>
            {
                var squares = await Task.WhenAll(Enumerable.Range(1, count).Select(n => context.CallActivityAsync<int>("Square", n)));
                return squares.Sum();
            })
            .AddActivityFunc<int, int>("Square", (_, n) => n * n));

        (await host.RunAsync("Sum", 200)).ReadOutputAs<int>().ShouldBe(Enumerable.Range(1, 200).Sum(n => n * n));
    }

    [Fact]
    public async Task ContinueWith_and_Task_Yield_stay_on_the_orchestrators_thread()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc<int>("Yields", async context =>
            {
                await Task.Yield();
                var doubled = await context.CallActivityAsync<int>("Twenty").ContinueWith(task => task.Result * 2, TaskScheduler.Current);
                await Task.Yield();
                return doubled + await context.CallActivityAsync<int>("Twenty");
            })
            .AddActivityFunc<int>("Twenty", _ => 20));

        (await host.RunAsync("Yields")).ReadOutputAs<int>().ShouldBe(60);
    }

    [Fact]
    public async Task Options_given_as_the_input_are_refused()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Mistaken", context => context.CallActivityAsync("Nothing", (object)new TaskOptions()))
            .AddActivityFunc("Nothing", _ => { }));

        (await host.RunAsync("Mistaken")).FailureDetails!.ErrorType.ShouldBe(typeof(ArgumentException).FullName);
    }

    [Fact]
    public async Task The_custom_status_is_the_last_one_set_and_null_is_no_text()
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Shows", async context =>
            {
                context.SetCustomStatus(new { Step = 1 });
                context.SetCustomStatus(new { Step = 2 });
                await context.WaitForExternalEvent<string>("Go");
                context.SetCustomStatus(null);
            }),
            replays: true);

        var id = await host.StartInstanceAsync("Shows");
        (await host.ReadAsync(id)).SerializedCustomStatus.ShouldBe("""{"Step":2}""");
        await host.RaiseAsync(id, "Go");

        (await host.ReadAsync(id)).SerializedCustomStatus.ShouldBeNull();
    }
}

internal sealed class ListLoggerProvider(List<string> lines) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => categoryName == "app" ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Add(formatter(state, exception));

    public void Dispose()
    {
    }
}
