using System.Text;
using System.Text.Json;
using Cerniq.Functions.Revolut;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Tests.Revolut;

public class RevolutReceiptsTests : StoreFixture
{
    private readonly SentMessages _queue = new();
    private readonly RevolutReceipts _receipts;

    public RevolutReceiptsTests() => _receipts = new RevolutReceipts(Tables, _queue, Clock);

    [Fact]
    public async Task Events_that_come_together_travel_together_and_each_once()
    {
        _queue.Hold();
        var taking = Enumerable.Range(0, 300).Select(i => TakeAsync(i % 100)).ToList();
        _queue.Release();
        (await Task.WhenAll(taking)).Count(isNew => isNew).ShouldBe(100);

        var events = _queue.Groups.SelectMany(g => g.Events).ToList();
        events.Select(e => e.Identity).ShouldBeUnique();
        events.Count.ShouldBe(100);
        _queue.Groups.Count.ShouldBeLessThan(10);
        JsonDocument.Parse(events[7].Body).RootElement.GetProperty("event").GetString().ShouldBe("TransactionStateChanged");
    }

    [Fact]
    public async Task What_cannot_be_queued_is_not_taken_and_comes_in_at_the_next_try()
    {
        _queue.Failure = new IOException("full");
        await Should.ThrowAsync<IOException>(() => TakeAsync(1));
        _queue.Failure = null;
        (await TakeAsync(1)).ShouldBeTrue();
        (await TakeAsync(1)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_queue_hands_out_only_what_has_no_receipt_yet()
    {
        var group = await GroupAsync(1, 2, 3);
        await _receipts.WriteAsync(new EventGroup([group.Events[1]]), default);
        (await _receipts.WithoutKnownAsync(group, default)).Events.ShouldBe([group.Events[0], group.Events[2]]);
    }

    [Fact]
    public async Task Knows_an_event_for_45_days_and_then_forgets_it()
    {
        var group = await GroupAsync(1, 2);
        await _receipts.WriteAsync(group, default);
        Clock.Now += RevolutReceipts.Kept - TimeSpan.FromMinutes(1);
        (await _receipts.ForgetOldAsync("demo", default)).ShouldBe(0);
        (await _receipts.IsKnownAsync("demo", group.Events[0].Identity, default)).ShouldBeTrue();

        Clock.Now += TimeSpan.FromMinutes(2);
        (await _receipts.ForgetOldAsync("demo", default)).ShouldBe(2);
        (await _receipts.IsKnownAsync("demo", group.Events[0].Identity, default)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("RON", 12345, "123.45")]
    [InlineData("JPY", 12345, "12345")]
    [InlineData("KWD", 12345, "12.345")]
    public void The_older_scheme_counts_in_minor_units_and_we_do_not(string currency, int minor, string major) =>
        ReceivedEvent.Read(
            "demo",
            Encoding.UTF8.GetBytes(
                $$$"""{"event":"TransactionCreated","timestamp":"2026-11-20T10:00:00Z","data":{"id":"T-1","legs":[{"leg_id":"1","amount":{{{minor}}},"currency":"{{{currency}}}","account_id":"a"}]}}"""),
            "c",
            "D-1",
            minorUnits: true)!.Claimed.ShouldBe(new ClaimedMoney(decimal.Parse(major, System.Globalization.CultureInfo.InvariantCulture), currency));

    private async Task<EventGroup> GroupAsync(params int[] numbers)
    {
        foreach (var number in numbers)
        {
            await TakeAsync(number);
        }

        return new EventGroup([.. _queue.Groups.SelectMany(g => g.Events)]);
    }

    private Task<bool> TakeAsync(int number)
    {
        var body = Encoding.UTF8.GetBytes(
            $$$"""{"event":"TransactionStateChanged","timestamp":"2026-11-20T10:00:{{{number % 60:00}}}Z","data":{"id":"T-{{{number}}}","old_state":"pending","new_state":"completed"}}""");
        return _receipts.TakeAsync(ReceivedEvent.Read("demo", body, "c")!, body, default);
    }

    private sealed class SentMessages : IEventQueue
    {
        private readonly Lock _gate = new();
        private TaskCompletionSource _open = Opened();

        public List<EventGroup> Groups { get; } = [];

        public Exception? Failure { get; set; }

        public void Hold() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _open.SetResult();

        public async Task SendAsync(string queue, string body, CancellationToken cancellationToken)
        {
            await _open.Task;
            if (Failure is not null)
            {
                throw Failure;
            }

            lock (_gate)
            {
                Groups.Add(EventGroup.Read(body));
            }
        }

        private static TaskCompletionSource Opened()
        {
            var open = new TaskCompletionSource();
            open.SetResult();
            return open;
        }
    }
}
