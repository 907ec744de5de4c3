using Cerniq.LocalHost.Queues;
using Cerniq.LocalHost.Tests.Hosting;

namespace Cerniq.LocalHost.Tests.Queues;

/// <summary>A message that comes while a receiver waits goes to it without being read back.</summary>
public sealed class PromisedMessageTests : IAsyncLifetime
{
    private readonly QueueFile _file = new(new QueueOptions { MaxDeliveryCount = 3 });

    private LocalQueue Queue => _file.Queue;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _file.DisposeAsync();

    [Fact]
    public async Task Comes_as_the_store_would_have_given_it()
    {
        var sent = new QueueMessage("body")
        {
            MessageId = "m-1",
            CorrelationId = "c-1",
            Subject = "s-1",
            ContentType = "text/plain",
            ApplicationProperties = new Dictionary<string, string> { ["tenant"] = "demo" },
        };
        _file.Clock.Advance(TimeSpan.FromTicks(12_345)); // the store keeps milliseconds
        var waiting = Queue.ReceiveAsync();
        await Queue.EnqueueAsync(sent);
        var promised = await Eventually.WithinAsync(waiting);

        await Queue.AbandonAsync(promised);
        var read = await Eventually.WithinAsync(Queue.ReceiveAsync());

        (promised.DeliveryCount, read.DeliveryCount).ShouldBe((1, 2));
        Facts(promised).ShouldBe(Facts(read));
        promised.ApplicationProperties.ShouldBe(read.ApplicationProperties);
    }

    [Fact]
    public async Task Its_first_delivery_is_counted_when_the_process_dies_over_it()
    {
        var waiting = Queue.ReceiveAsync();
        await Queue.EnqueueAsync(new QueueMessage("deadly"));
        (await Eventually.WithinAsync(waiting)).DeliveryCount.ShouldBe(1);

        await _file.CrashAsync();

        (await Eventually.WithinAsync(Queue.ReceiveAsync())).DeliveryCount.ShouldBe(2);
    }

    [Fact]
    public async Task Without_a_receiver_no_delivery_is_counted()
    {
        await Queue.EnqueueAsync(new QueueMessage("early"));

        await _file.CrashAsync();

        (await Eventually.WithinAsync(Queue.ReceiveAsync())).DeliveryCount.ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_that_come_at_once_only_as_many_as_wait_are_counted()
    {
        var waiting = Queue.ReceiveAsync();
        await Queue.EnqueueAsync([new QueueMessage("1"), new QueueMessage("2"), new QueueMessage("3")]);
        (await Eventually.WithinAsync(waiting)).Body.ToString().ShouldBe("1");

        await _file.CrashAsync();

        LockedMessage[] found =
        [
            await Eventually.WithinAsync(Queue.ReceiveAsync()),
            await Eventually.WithinAsync(Queue.ReceiveAsync()),
            await Eventually.WithinAsync(Queue.ReceiveAsync()),
        ];
        found.Select(message => (message.Body.ToString(), message.DeliveryCount)).ShouldBe([("1", 2), ("2", 1), ("3", 1)]);
    }

    [Fact]
    public async Task A_duplicate_leaves_the_receiver_to_the_next_one()
    {
        var once = new QueueMessage("once") { MessageId = "once" };
        await Queue.EnqueueAsync(once);
        await Queue.CompleteAsync(await Eventually.WithinAsync(Queue.ReceiveAsync()));
        var waiting = Queue.ReceiveAsync();

        (await Queue.EnqueueAsync(once)).ShouldBeFalse();
        await Queue.EnqueueAsync(new QueueMessage("next"));

        var next = await Eventually.WithinAsync(waiting);
        (next.Body.ToString(), next.DeliveryCount).ShouldBe(("next", 1));
        Queue.Counts.ShouldBe(new QueueCounts(Active: 1, Scheduled: 0, Dead: 0, Locked: 1, Completed: 1));
    }

    [Fact]
    public async Task A_message_that_could_not_be_stored_leaves_the_receiver_to_the_next_one()
    {
        var waiting = Queue.ReceiveAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Queue.EnqueueAsync(new QueueMessage("given up"), new CancellationToken(canceled: true)));

        await Queue.EnqueueAsync(new QueueMessage("next"));

        (await Eventually.WithinAsync(waiting)).Body.ToString().ShouldBe("next");
    }

    [Fact]
    public async Task A_paused_queue_keeps_what_comes_for_its_receiver_until_it_goes_on()
    {
        var waiting = Queue.ReceiveAsync();
        await Queue.PauseAsync();
        await Queue.EnqueueAsync(new QueueMessage("meanwhile"));
        waiting.IsCompleted.ShouldBeFalse();

        await Queue.ResumeAsync();

        (await Eventually.WithinAsync(waiting)).DeliveryCount.ShouldBe(1);
    }

    private static (long Number, string Id, string Body, DateTimeOffset Time, string? Correlation, string? Subject, string? Type) Facts(LockedMessage message) =>
        (message.SequenceNumber, message.MessageId, message.Body.ToString(), message.EnqueuedTime, message.CorrelationId, message.Subject, message.ContentType);
}
