using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Queues;
using Cerniq.LocalHost.Storage;
using Cerniq.LocalHost.Testing;
using Cerniq.LocalHost.Tests.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.LocalHost.Tests.Queues;

/// <summary>After several processes in a row were killed, perhaps by a message.</summary>
public sealed class CarefulDeliveryTests
{
    [Fact]
    public async Task Messages_are_delivered_one_at_a_time_over_all_queues_until_the_process_has_lived_for_a_while()
    {
        var folder = TestHost.NewFolder();
        var clock = new ManualTimeProvider();
        var work = new Work();
        await (await StartAsync(folder, work, clock)).DisposeAsync();
        await NoteKillsAsync(Path.Combine(folder, "durable.db"), 2);

        await using (var host = await StartAsync(folder, work, clock))
        {
            var queues = host.Services.GetRequiredService<LocalQueues>();
            for (var n = 0; n < 6; n++)
            {
                await queues.SendAsync("left", new QueueMessage($"{n}"));
                await queues.SendAsync("right", new QueueMessage($"{n}"));
            }

            await Eventually.TrueAsync(() => work.Done == 12);
            work.Crowd.MostAtOnce.ShouldBe(1);

            clock.Advance(TimeSpan.FromMinutes(1));
            work.Company = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await queues.SendAsync("left", new QueueMessage("waits for company"));
            await queues.SendAsync("right", new QueueMessage("keeps it company"));
            await Eventually.WithinAsync(work.Company.Task);
            await Eventually.TrueAsync(() => work.Done == 14);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Whoever_waits_for_its_turn_while_the_process_outlives_the_care_waits_no_longer()
    {
        var folder = TestHost.NewFolder();
        var clock = new ManualTimeProvider();
        var work = new Work();
        await (await StartAsync(folder, work, clock)).DisposeAsync();
        await NoteKillsAsync(Path.Combine(folder, "durable.db"), 2);

        await using (var host = await StartAsync(folder, work, clock))
        {
            var queues = host.Services.GetRequiredService<LocalQueues>();
            work.Company = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await queues.SendAsync("left", new QueueMessage("waits for company"));
            await Eventually.TrueAsync(() => work.Crowd.MostAtOnce == 1);
            await queues.SendAsync("right", new QueueMessage("keeps it company"));

            clock.Advance(TimeSpan.FromMinutes(1));

            await Eventually.TrueAsync(() => work.Done == 2);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static Task<TestHost> StartAsync(string folder, Work work, TimeProvider clock) => TestHost.StartAsync<Functions>(
        builder =>
        {
            builder.Services.AddSingleton(work);
            builder.Services.AddSingleton(clock);
        },
        folder);

    private static async Task NoteKillsAsync(string path, int kills)
    {
        await using var store = StoreDatabase.Open(path, DurableSchema.Current);
        await store.WriteAsync(session => session.Prepare("UPDATE engine SET running = 1, kills = ?1").Bind(1, kills).Run());
    }

    internal sealed class Work
    {
        private int _done;

        public Crowd Crowd { get; } = new();

        public int Done => Volatile.Read(ref _done);

        /// <summary>Set: a message waits until another one is worked on beside it.</summary>
        public TaskCompletionSource? Company { get; set; }

        public async Task DoAsync(string message)
        {
            Crowd.Enter();
            if (Company is not { } company)
            {
                await Task.Delay(20);
            }
            else if (message.StartsWith("keeps", StringComparison.Ordinal))
            {
                company.SetResult();
            }
            else
            {
                await company.Task;
            }

            Crowd.Leave();
            Interlocked.Increment(ref _done);
        }
    }

    internal sealed class Functions(Work work)
    {
        [Function("Left")]
        public Task LeftAsync([ServiceBusTrigger("left")] string message) => work.DoAsync(message);

        [Function("Right")]
        public Task RightAsync([ServiceBusTrigger("right")] string message) => work.DoAsync(message);

        [Function("Flow")]
        public static Task Flow([OrchestrationTrigger] TaskOrchestrationContext context) => Task.CompletedTask;
    }
}
