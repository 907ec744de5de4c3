using System.Collections.Concurrent;
using Cerniq.LocalHost.Hosting;
using Cerniq.LocalHost.Tests.Hosting;
using Cerniq.LocalHost.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.LocalHost.Tests.Timers;

public sealed class TimerTriggerTests : IDisposable
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly string _folder = TestHost.NewFolder();
    private readonly Runs _runs = new();
    private VirtualClock _clock = new(Morning);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Runs_at_each_time_of_its_schedule()
    {
        await using var host = await StartAsync<HourlyFunction>();

        await AdvanceAsync(TimeSpan.FromMinutes(59), runs: 0);
        await AdvanceAsync(TimeSpan.FromMinutes(1), runs: 1);
        await AdvanceAsync(TimeSpan.FromHours(1), runs: 2);

        _runs.All.Select(run => (run.At, run.PastDue)).ShouldBe([(Morning.AddHours(1), false), (Morning.AddHours(2), false)]);
        _runs.All.Last().Status!.Last.ShouldBe(Morning.AddHours(1).UtcDateTime);
        _runs.All.Last().Status!.Next.ShouldBe(Morning.AddHours(2).UtcDateTime);
    }

    [Fact]
    public async Task Makes_up_once_for_all_it_missed_while_the_host_was_down()
    {
        await using (await StartAsync<HourlyFunction>())
        {
            await AdvanceAsync(TimeSpan.FromHours(1), runs: 1);
        }

        _clock = new VirtualClock(Morning.AddHours(5.5));
        await using var host = await StartAsync<HourlyFunction>();
        await Eventually.TrueAsync(() => _runs.All.Count == 2);
        await AdvanceAsync(TimeSpan.FromMinutes(30), runs: 3);

        _runs.All.Select(run => (run.At, run.PastDue))
            .ShouldBe([(Morning.AddHours(1), false), (Morning.AddHours(5.5), true), (Morning.AddHours(6), false)]);
    }

    [Fact]
    public async Task A_first_start_and_a_start_in_time_are_not_past_due()
    {
        await using (await StartAsync<HourlyFunction>())
        {
        }

        _clock = new VirtualClock(Morning.AddMinutes(59));
        await using var host = await StartAsync<HourlyFunction>();
        _runs.All.ShouldBeEmpty();
        await AdvanceAsync(TimeSpan.FromMinutes(1), runs: 1);

        _runs.All.Single().PastDue.ShouldBeFalse();
    }

    [Fact]
    public async Task A_changed_schedule_is_not_past_due()
    {
        await using (await StartAsync<HourlyFunction>())
        {
            await AdvanceAsync(TimeSpan.FromHours(1), runs: 1);
        }

        _clock = new VirtualClock(Morning.AddHours(5.5));
        await using var host = await StartAsync<HourlyFunction>(schedule: "0 45 * * * *");
        await AdvanceAsync(TimeSpan.FromMinutes(15), runs: 2);

        _runs.All.Last().ShouldBe((Morning.AddHours(5.75), false, _runs.All.Last().Status));
    }

    [Fact]
    public async Task Runs_on_startup_when_asked_to()
    {
        await using var host = await StartAsync<EagerFunction>();

        await Eventually.TrueAsync(() => _runs.All.Count == 1);

        _runs.All.Single().PastDue.ShouldBeFalse();
    }

    [Fact]
    public async Task A_run_that_kills_the_process_at_each_start_is_left_out_until_its_next_time()
    {
        await using (var first = await StartAsync<HourlyFunction>())
        {
            await AdvanceAsync(TimeSpan.FromHours(1), runs: 1);
            var store = new TimerStore(first.Services.GetRequiredService<HostDatabase>().Store);
            for (var death = 0; death < TimerListener.Deaths; death++)
            {
                (await store.BeginAtStartAsync("hourly")).ShouldBe(death);
            }
        }

        _clock = new VirtualClock(Morning.AddHours(5.5));
        await using var host = await StartAsync<HourlyFunction>();
        await AdvanceAsync(TimeSpan.FromMinutes(30), runs: 2);

        _runs.All.Select(run => (run.At, run.PastDue)).ShouldBe([(Morning.AddHours(1), false), (Morning.AddHours(6), false)]);
        var kept = new TimerStore(host.Services.GetRequiredService<HostDatabase>().Store);
        (await kept.BeginAtStartAsync("hourly")).ShouldBe(0);
    }

    [Fact]
    public async Task Never_runs_twice_at_once()
    {
        _runs.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync<HourlyFunction>();
        await AdvanceAsync(TimeSpan.FromHours(1), runs: 1);

        _clock.Advance(TimeSpan.FromHours(2));
        host.Services.GetRequiredService<TimerHost>().Find("hourly")!.RunByHand();
        _runs.All.Count.ShouldBe(1);
        _runs.Gate.SetResult();
        await Eventually.TrueAsync(() => _runs.All.Count >= 3);

        _runs.Crowd.MostAtOnce.ShouldBe(1);
    }

    [Fact]
    public async Task A_failed_run_counts_as_a_run()
    {
        _runs.Failures = 1;
        await using var host = await StartAsync<HourlyFunction>();

        await AdvanceAsync(TimeSpan.FromHours(1), runs: 1);
        await AdvanceAsync(TimeSpan.FromHours(1), runs: 2);

        _runs.All.Last().Status!.Last.ShouldBe(Morning.AddHours(1).UtcDateTime);
    }

    [Fact]
    public async Task Repeats_a_failed_run_as_its_attribute_says()
    {
        _runs.Failures = 2;
        await using var host = await StartAsync<RetriedFunction>();

        await AdvanceAsync(TimeSpan.FromHours(1), runs: 1);
        await AdvanceAsync(TimeSpan.FromSeconds(10), runs: 2);
        await AdvanceAsync(TimeSpan.FromSeconds(10), runs: 3);

        _runs.Retries.ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task A_schedule_more_frequent_than_a_minute_keeps_no_status()
    {
        await using var host = await StartAsync<HourlyFunction>(schedule: "*/10 * * * * *");

        await AdvanceAsync(TimeSpan.FromSeconds(10), runs: 1);

        _runs.All.Single().Status.ShouldBeNull();
    }

    private Task<TestHost> StartAsync<TFunctions>(string schedule = "0 0 * * * *") =>
        TestHost.StartAsync<TFunctions>(
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(_clock);
                builder.Services.AddSingleton(_runs);
                builder.Configuration["Hourly"] = schedule;
            },
            _folder);

    /// <summary>Moves the clock once the host waits on it, and waits for the runs that follow.</summary>
    private async Task AdvanceAsync(TimeSpan by, int runs)
    {
        var end = _clock.GetUtcNow() + by;
        while (_clock.GetUtcNow() < end)
        {
            await Eventually.TrueAsync(() => _clock.Waiting > 0, "the timer to wait");
            var step = end - _clock.GetUtcNow();
            _clock.Advance(step < TimeSpan.FromMinutes(1) ? step : TimeSpan.FromMinutes(1));
        }

        await Eventually.TrueAsync(() => _runs.All.Count >= runs, $"run {runs}");
        _runs.All.Count.ShouldBe(runs);
    }

    internal sealed class Runs
    {
        private int _failures;

        public ConcurrentQueue<(DateTimeOffset At, bool PastDue, ScheduleStatus? Status)> All { get; } = [];

        public ConcurrentQueue<int> Retries { get; } = [];

        public TaskCompletionSource? Gate { get; set; }

        public int Failures
        {
            set => _failures = value;
        }

        public Crowd Crowd { get; } = new();

        public async Task RunAsync(TimerInfo timer, TimeProvider time, FunctionContext context)
        {
            Crowd.Enter();
            Retries.Enqueue(context.RetryContext.RetryCount);
            All.Enqueue((time.GetUtcNow(), timer.IsPastDue, timer.ScheduleStatus));
            await (Gate?.Task ?? Task.CompletedTask);
            Crowd.Leave();
            if (Interlocked.Decrement(ref _failures) >= 0)
            {
                throw new InvalidOperationException("not this time");
            }
        }
    }

    internal sealed class HourlyFunction(Runs runs, TimeProvider time)
    {
        [Function("Hourly")]
        public Task RunAsync([TimerTrigger("%Hourly%")] TimerInfo timer, FunctionContext context) => runs.RunAsync(timer, time, context);
    }

    internal sealed class EagerFunction(Runs runs, TimeProvider time)
    {
        [Function("Eager")]
        public Task RunAsync([TimerTrigger("01:00:00", RunOnStartup = true)] TimerInfo timer, FunctionContext context) =>
            runs.RunAsync(timer, time, context);
    }

    internal sealed class RetriedFunction(Runs runs, TimeProvider time)
    {
        [Function("Retried")]
        [FixedDelayRetry(5, "00:00:10")]
        public Task RunAsync([TimerTrigger("0 0 * * * *")] TimerInfo timer, FunctionContext context) => runs.RunAsync(timer, time, context);
    }
}
