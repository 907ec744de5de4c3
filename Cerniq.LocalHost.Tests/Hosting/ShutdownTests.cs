using System.Collections.Concurrent;
using Cerniq.LocalHost.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cerniq.LocalHost.Tests.Hosting;

/// <summary>What does not finish in the time a host has to stop is cut short and done again by the next one.</summary>
public sealed class ShutdownTests : IDisposable
{
    /// <summary>An hour before the timer's time; by the machine's clock it would be that hour now and then.</summary>
    private static readonly DateTimeOffset Morning = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly string _folder = TestHost.NewFolder();
    private readonly Work _work = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_message_cut_short_is_delivered_again()
    {
        await using (var first = await StartAsync())
        {
            await first.Services.GetRequiredService<LocalQueues>().SendAsync("jobs", new QueueMessage("job"));
            await Eventually.TrueAsync(() => _work.Begun.Contains("message 1"));
        }

        _work.Gate.SetResult();
        await using var second = await StartAsync();
        var queue = second.Services.GetRequiredService<LocalQueues>()["jobs"];
        await Eventually.TrueAsync(() => queue.Counts.Completed == 1);

        _work.Cancelled.ShouldBe(1);
        _work.Begun.ShouldBe(["message 1", "message 2"]);
    }

    [Fact]
    public async Task An_activity_cut_short_runs_again()
    {
        await using (var first = await StartAsync())
        {
            await first.Services.GetRequiredService<DurableTaskClient>().ScheduleNewOrchestrationInstanceAsync(
                "Orchestrate", new StartOrchestrationOptions { InstanceId = "o" });
            await Eventually.TrueAsync(() => _work.Begun.Contains("activity"));
        }

        _work.Gate.SetResult();
        await using var second = await StartAsync();
        var done = await Eventually.WithinAsync(
            second.Services.GetRequiredService<DurableTaskClient>().WaitForInstanceCompletionAsync("o", getInputsAndOutputs: true));

        done.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
        done.ReadOutputAs<string>().ShouldBe("done");
        _work.Begun.ShouldBe(["activity", "activity"]);
    }

    [Fact]
    public async Task A_timer_run_cut_short_is_made_up()
    {
        var clock = new VirtualClock(Morning);
        await using (await StartAsync(clock))
        {
            await Eventually.TrueAsync(() => clock.Waiting > 0);
            clock.Advance(TimeSpan.FromHours(1));
            await Eventually.TrueAsync(() => _work.Begun.Contains("timer False"));
        }

        _work.Gate.SetResult();
        await using var second = await StartAsync(new VirtualClock(Morning.AddMinutes(65)));
        await Eventually.TrueAsync(() => _work.Begun.Contains("timer True"));
    }

    private Task<TestHost> StartAsync(TimeProvider? clock = null) => TestHost.StartAsync<WorkFunctions>(
        builder =>
        {
            builder.Services.AddSingleton(_work);
            builder.Services.AddSingleton(clock ?? new VirtualClock(Morning));
            builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        },
        _folder);

    internal sealed class Work
    {
        private int _cancelled;

        public ConcurrentQueue<string> Begun { get; } = [];

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Cancelled => _cancelled;

        public async Task<string> DoAsync(string what, CancellationToken cancellation)
        {
            Begun.Enqueue(what);
            try
            {
                await Gate.Task.WaitAsync(cancellation);
                return "done";
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref _cancelled);
                throw;
            }
        }
    }

    internal sealed class WorkFunctions(Work work)
    {
        [Function("Message")]
        public Task MessageAsync([ServiceBusTrigger("jobs")] string job, int deliveryCount, CancellationToken cancellation) =>
            work.DoAsync(job.Length > 0 ? $"message {deliveryCount}" : job, cancellation);

        [Function("Timer")]
        public Task TimerAsync([TimerTrigger("0 0 9 * * *")] TimerInfo timer, CancellationToken cancellation) =>
            work.DoAsync($"timer {timer.IsPastDue}", cancellation);

        [Function("Orchestrate")]
        public static Task<string> Orchestrate([OrchestrationTrigger] TaskOrchestrationContext context) =>
            context.CallActivityAsync<string>("Activity");

        [Function("Activity")]
        public Task<string> ActivityAsync([ActivityTrigger] string? input, CancellationToken cancellation) =>
            work.DoAsync(input ?? "activity", cancellation);
    }
}
