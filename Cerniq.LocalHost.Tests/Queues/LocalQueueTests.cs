using Cerniq.LocalHost.Queues;
using Cerniq.LocalHost.Tests.Hosting;

namespace Cerniq.LocalHost.Tests.Queues;

public sealed class LocalQueueTests : IAsyncLifetime
{
    private readonly QueueFile _file = new(new QueueOptions { MaxDeliveryCount = 3 });

    private LocalQueue Queue => _file.Queue;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _file.DisposeAsync();

    [Fact]
    public async Task Delivers_a_message_with_all_its_sender_said()
    {
        await Queue.EnqueueAsync(new QueueMessage("body")
        {
            MessageId = "m-1",
            CorrelationId = "c-1",
            Subject = "s-1",
            ContentType = "text/plain",
            ApplicationProperties = new Dictionary<string, string> { ["tenant"] = "demo" },
        });

        var message = await ReceiveAsync();

        message.Body.ToString().ShouldBe("body");
        (message.MessageId, message.CorrelationId, message.Subject, message.ContentType).ShouldBe(("m-1", "c-1", "s-1", "text/plain"));
        message.ApplicationProperties["tenant"].ShouldBe("demo");
        message.DeliveryCount.ShouldBe(1);
        message.EnqueuedTime.ShouldBe(_file.Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_message_that_came_due_while_the_machine_slept_is_delivered_within_a_minute()
    {
        await Queue.EnqueueAsync(new QueueMessage("later") { ScheduledEnqueueTime = _file.Clock.GetUtcNow().AddHours(6) });

        _file.Machine.By = TimeSpan.FromHours(6);
        _file.Clock.Advance(TimeSpan.FromMinutes(1));

        Queue.Counts.Scheduled.ShouldBe(0);
        (await ReceiveAsync()).Body.ToString().ShouldBe("later");
    }

    [Fact]
    public async Task Delivers_in_the_order_sent_and_gives_an_abandoned_message_its_place_back()
    {
        await Queue.EnqueueAsync([new QueueMessage("1"), new QueueMessage("2"), new QueueMessage("3")]);

        var first = await ReceiveAsync();
        await Queue.AbandonAsync(first);

        var order = new[] { await ReceiveAsync(), await ReceiveAsync(), await ReceiveAsync() };
        order.Select(message => message.Body.ToString()).ShouldBe(["1", "2", "3"]);
        order.Select(message => message.DeliveryCount).ShouldBe([2, 1, 1]);
    }

    [Fact]
    public async Task A_receiver_that_waits_is_woken_by_the_next_message()
    {
        var waiting = Queue.ReceiveAsync();
        waiting.IsCompleted.ShouldBeFalse();

        await Queue.EnqueueAsync(new QueueMessage("now"));

        (await Eventually.WithinAsync(waiting)).Body.ToString().ShouldBe("now");
    }

    [Fact]
    public async Task Drops_a_second_message_of_an_id_within_the_window_and_takes_it_after()
    {
        var message = new QueueMessage("x") { MessageId = "same" };

        (await Queue.EnqueueAsync(message)).ShouldBeTrue();
        _file.Clock.Advance(TimeSpan.FromMinutes(9));
        (await Queue.EnqueueAsync(message)).ShouldBeFalse();
        (await _file.Queues["others"].EnqueueAsync(message)).ShouldBeTrue();
        _file.Clock.Advance(TimeSpan.FromMinutes(1));
        (await Queue.EnqueueAsync(message)).ShouldBeTrue();

        Queue.Counts.Active.ShouldBe(2);
    }

    [Fact]
    public async Task A_completed_message_is_remembered_as_a_duplicate_also_after_a_crash()
    {
        var message = new QueueMessage("x") { MessageId = "once" };
        await Queue.EnqueueAsync(message);
        await Queue.CompleteAsync(await ReceiveAsync());

        await _file.CrashAsync();

        (await Queue.EnqueueAsync(message)).ShouldBeFalse();
        Queue.Counts.ShouldBe(new QueueCounts(0, 0, 0, 0, Completed: 0));
    }

    [Fact]
    public async Task Holds_a_scheduled_message_until_its_time()
    {
        var due = _file.Clock.GetUtcNow() + TimeSpan.FromDays(40);
        await Queue.EnqueueAsync(new QueueMessage("later") { ScheduledEnqueueTime = due });
        var waiting = Queue.ReceiveAsync();
        Queue.Counts.ShouldBe(new QueueCounts(0, 1, 0, 0, Completed: 0));

        _file.Clock.Advance(TimeSpan.FromDays(40) - TimeSpan.FromSeconds(1));
        waiting.IsCompleted.ShouldBeFalse();
        _file.Clock.Advance(TimeSpan.FromSeconds(1));

        (await Eventually.WithinAsync(waiting)).Body.ToString().ShouldBe("later");
    }

    [Fact]
    public async Task A_lock_that_runs_out_gives_the_message_to_another_and_the_first_can_no_longer_settle_it()
    {
        await Queue.EnqueueAsync(new QueueMessage("x"));
        var lost = await ReceiveAsync();

        _file.Clock.Advance(Queue.LockDuration);
        var again = await ReceiveAsync();

        again.DeliveryCount.ShouldBe(2);
        (await Queue.CompleteAsync(lost)).ShouldBeFalse();
        (await Queue.AbandonAsync(lost)).ShouldBeFalse();
        Queue.RenewLock(lost).ShouldBeFalse();
        (await Queue.CompleteAsync(again)).ShouldBeTrue();
        Queue.Counts.ShouldBe(new QueueCounts(0, 0, 0, 0, Completed: 1));
    }

    [Fact]
    public async Task A_renewed_lock_holds()
    {
        await Queue.EnqueueAsync(new QueueMessage("x"));
        var message = await ReceiveAsync();

        for (var i = 0; i < 5; i++)
        {
            _file.Clock.Advance(Queue.LockDuration - TimeSpan.FromSeconds(1));
            Queue.RenewLock(message).ShouldBeTrue();
        }

        (await Queue.CompleteAsync(message)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_message_abandoned_too_often_becomes_a_dead_letter_with_the_reason()
    {
        await Queue.EnqueueAsync(new QueueMessage("poison") { MessageId = "p" });

        for (var i = 0; i < 3; i++)
        {
            await Queue.AbandonAsync(await ReceiveAsync(), "it does not fit");
        }

        var letter = Queue.DeadLetters().ShouldHaveSingleItem();
        (letter.MessageId, letter.Reason, letter.Description, letter.DeliveryCount)
            .ShouldBe(("p", "MaxDeliveryCountExceeded", "it does not fit", 3));
        Queue.Counts.ShouldBe(new QueueCounts(0, 0, 1, 0, Completed: 0));
    }

    [Fact]
    public async Task A_message_that_kills_its_process_each_time_becomes_a_dead_letter_in_the_end()
    {
        await Queue.EnqueueAsync(new QueueMessage("deadly"));

        for (var i = 1; i <= 3; i++)
        {
            (await ReceiveAsync()).DeliveryCount.ShouldBe(i);
            await _file.CrashAsync();
        }

        var waiting = Queue.ReceiveAsync();
        await Eventually.TrueAsync(() => Queue.Counts.Dead == 1);
        waiting.IsCompleted.ShouldBeFalse();
        var dead = Queue.DeadLetters().ShouldHaveSingleItem();
        dead.Reason.ShouldBe("MaxDeliveryCountExceeded");
        dead.DeliveryCount.ShouldBe(3);
    }

    [Fact]
    public async Task Everything_unsettled_is_there_again_after_a_crash()
    {
        await Queue.EnqueueAsync([new QueueMessage("done"), new QueueMessage("held"), new QueueMessage("untouched"), new QueueMessage("bad")]);
        await Queue.EnqueueAsync(new QueueMessage("later") { ScheduledEnqueueTime = _file.Clock.GetUtcNow() + TimeSpan.FromHours(1) });
        await Queue.CompleteAsync(await ReceiveAsync());
        await ReceiveAsync();
        var untouched = await ReceiveAsync();
        await Queue.DeadLetterAsync(await ReceiveAsync(), "Unreadable", "no json");
        await Queue.AbandonAsync(untouched);

        await _file.CrashAsync();

        Queue.Counts.ShouldBe(new QueueCounts(Active: 2, Scheduled: 1, Dead: 1, Locked: 0, Completed: 0));
        (await ReceiveAsync()).Body.ToString().ShouldBe("held");
        (await ReceiveAsync()).Body.ToString().ShouldBe("untouched");
        Queue.DeadLetters().ShouldHaveSingleItem().Description.ShouldBe("no json");
    }

    [Fact]
    public async Task A_dead_letter_can_be_replayed_as_if_new_or_thrown_away()
    {
        await Queue.EnqueueAsync([new QueueMessage("a"), new QueueMessage("b")]);
        await Queue.DeadLetterAsync(await ReceiveAsync(), "Odd");
        await Queue.DeadLetterAsync(await ReceiveAsync(), "Odd");
        var letters = Queue.DeadLetters();

        (await Queue.ReplayAsync(letters[0].SequenceNumber)).ShouldBeTrue();
        (await Queue.ReplayAsync(letters[0].SequenceNumber)).ShouldBeFalse();
        (await Queue.DiscardAsync(letters[1].SequenceNumber)).ShouldBeTrue();

        var message = await ReceiveAsync();
        message.Body.ToString().ShouldBe("a");
        message.DeliveryCount.ShouldBe(1);
        Queue.Counts.ShouldBe(new QueueCounts(Active: 1, Scheduled: 0, Dead: 0, Locked: 1, Completed: 0));
    }

    [Fact]
    public async Task Pages_through_dead_letters()
    {
        await Queue.EnqueueAsync([.. Enumerable.Range(0, 5).Select(i => new QueueMessage($"{i}"))]);
        for (var i = 0; i < 5; i++)
        {
            await Queue.DeadLetterAsync(await ReceiveAsync(), "Odd");
        }

        var first = Queue.DeadLetters(limit: 3);
        var rest = Queue.DeadLetters(after: first[^1].SequenceNumber, limit: 3);

        first.Concat(rest).Select(letter => letter.Body.ToString()).ShouldBe(["0", "1", "2", "3", "4"]);
    }

    [Fact]
    public async Task A_paused_queue_takes_messages_and_hands_none_out_until_it_is_resumed_also_after_a_crash()
    {
        await Queue.EnqueueAsync(new QueueMessage("before"));
        var inWork = await ReceiveAsync();
        (await Queue.PauseAsync("the service is down")).ShouldBeTrue();
        (await Queue.PauseAsync("again")).ShouldBeFalse();
        await Queue.EnqueueAsync(new QueueMessage("meanwhile"));
        using var giveUp = new CancellationTokenSource();
        var receiving = Queue.ReceiveAsync(giveUp.Token);
        (await Queue.CompleteAsync(inWork)).ShouldBeTrue();
        receiving.IsCompleted.ShouldBeFalse();
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => receiving);

        await _file.CrashAsync();
        Queue.Pause!.Reason.ShouldBe("the service is down");
        var waiting = Queue.ReceiveAsync();
        waiting.IsCompleted.ShouldBeFalse();
        (await Queue.ResumeAsync()).ShouldBeTrue();
        (await Queue.ResumeAsync()).ShouldBeFalse();

        (await waiting).Body.ToString().ShouldBe("meanwhile");
        Queue.Pause.ShouldBeNull();
        await _file.CrashAsync();
        Queue.Pause.ShouldBeNull();
    }

    [Fact]
    public async Task Queues_are_told_apart_by_name_whatever_its_case()
    {
        await _file.Queues.SendAsync("Orders", new QueueMessage("x"));

        Queue.Counts.Active.ShouldBe(1);
        _file.Queues["invoices"].Counts.Active.ShouldBe(0);
    }

    [Fact]
    public async Task Many_senders_and_receivers_lose_and_double_nothing()
    {
        const int Messages = 500;
        var received = new System.Collections.Concurrent.ConcurrentBag<string>();
        using var stop = new CancellationTokenSource();
        var receivers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (received.Count < Messages)
            {
                var message = await Queue.ReceiveAsync(stop.Token);
                received.Add(message.Body.ToString());
                (await Queue.CompleteAsync(message)).ShouldBeTrue();
            }
        })).ToArray();

        await Task.WhenAll(Enumerable.Range(0, Messages).Select(i => Queue.EnqueueAsync(new QueueMessage($"{i}") { MessageId = $"{i}" })));
        await Eventually.TrueAsync(() => received.Count == Messages && Queue.Counts.Active == 0);
        await stop.CancelAsync();
        await Task.WhenAll(receivers.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)));

        received.Distinct(StringComparer.Ordinal).Count().ShouldBe(Messages);
    }

    private Task<LockedMessage> ReceiveAsync() => Eventually.WithinAsync(Queue.ReceiveAsync());
}
