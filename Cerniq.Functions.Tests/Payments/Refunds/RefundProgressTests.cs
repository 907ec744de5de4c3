using Cerniq.Functions.Approvals;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Payments.Refunds;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Tests.Payments.Refunds;

public sealed class RefundProgressTests : StoreFixture
{
    private static readonly RefundKey Key = new("demo", "0f8fad5b-d9cb-469f-a165-70867728950e");

    private readonly RefundStore _refunds;
    private readonly RefundProgress _progress;
    private readonly Alerts _alerts;

    public RefundProgressTests()
    {
        _refunds = new RefundStore(Tables, Clock);
        _alerts = new Alerts(Tables, Clock);
        _progress = new RefundProgress(_refunds, new RefundCredits(new PaymentStore(Tables), new ApprovalStore(Tables, Clock), Audit, Clock), _alerts, Audit, new MoneyMetrics(), Clock);
    }

    [Theory]
    [InlineData("pending", RefundStatus.Processing, true)]
    [InlineData("completed", RefundStatus.Completed, true)]
    [InlineData("declined", RefundStatus.Declined, false)]
    [InlineData("failed", RefundStatus.Failed, false)]
    [InlineData("reverted", RefundStatus.Reverted, false)]
    public async Task Follows_Revolut_to_the_end_and_frees_what_was_not_paid(string state, RefundStatus status, bool counts)
    {
        await SentAsync();

        (await NoteAsync(state)).Status.ShouldBe(status);

        (await _refunds.SumOfAsync("demo", "I-1", default)).ShouldBe(counts ? 30m : 0m);
        var notPaid = status is RefundStatus.Declined or RefundStatus.Failed or RefundStatus.Reverted;
        Audit.Entries.Any(e => e.Action == $"refund {status}").ShouldBe(status != RefundStatus.Processing);
        (await OpenAlertsAsync()).ShouldBe(notPaid ? ["refund_not_paid"] : []);
    }

    [Fact]
    public async Task What_comes_back_after_it_was_paid_is_free_again()
    {
        await SentAsync();
        await NoteAsync("completed");
        (await NoteAsync("reverted")).Status.ShouldBe(RefundStatus.Reverted);

        (await _refunds.SumOfAsync("demo", "I-1", default)).ShouldBe(0m);
    }

    [Theory]
    [InlineData("completed", "pending", RefundStatus.Completed)]
    [InlineData("reverted", "completed", RefundStatus.Reverted)]
    [InlineData("declined", "pending", RefundStatus.Declined)]
    public async Task What_was_read_earlier_and_is_written_later_changes_nothing(string now, string stale, RefundStatus stays)
    {
        await SentAsync();
        await NoteAsync(now);
        var entries = Audit.Entries.Count;

        (await NoteAsync(stale)).Status.ShouldBe(stays);

        Audit.Entries.Count.ShouldBe(entries);
    }

    [Fact]
    public async Task The_same_news_many_times_at_once_is_written_down_once()
    {
        await SentAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => NoteAsync("completed"))));

        Audit.Entries.Count(e => e.Action == "refund Completed").ShouldBe(1);
    }

    [Fact]
    public async Task Is_paid_on_the_day_that_Revolut_says()
    {
        await SentAsync();
        var at = Clock.Now.AddHours(-5);

        await _progress.NoteAsync("demo", Transaction("completed") with { CompletedAt = at }, default);

        (await _refunds.RequireAsync(Key, default)).SettledAt.ShouldBe(at);
    }

    [Fact]
    public async Task Another_transaction_is_none_of_its_business()
    {
        await SentAsync();
        (await _progress.NoteAsync("demo", Transaction("completed") with { Id = "T-2" }, default)).ShouldBeFalse();
    }

    private async Task<Refund> NoteAsync(string state)
    {
        (await _progress.NoteAsync("demo", Transaction(state), default)).ShouldBeTrue();
        return await _refunds.RequireAsync(Key, default);
    }

    private static RevolutTransaction Transaction(string state) => new() { Id = "T-1", Type = "transfer", State = state };

    private async Task SentAsync()
    {
        await _refunds.AddAsync(
            new Refund
            {
                Tenant = "demo",
                RefundId = Key.RefundId,
                InvoiceId = "I-1",
                Amount = 30m,
                Currency = "RON",
                ClientName = "Carpati Distributie SRL",
                Iban = "RO49AAAA1B31007593840000",
                RequestId = Refund.RequestIdOf(Key.RefundId),
                CorrelationId = "corr-1",
                CreatedAt = Clock.Now,
            },
            100m,
            default);
        await _refunds.UpdateAsync(Key, r => r with { Status = RefundStatus.Processing, RevolutRefundId = "T-1" }, default);
    }

    private async Task<string[]> OpenAlertsAsync() =>
        [.. (await _alerts.ListAsync("demo", AlertStatus.Open, 10, null, default)).Rows.Select(row => CerniqJson.Read<Alert>(row.Body).Kind)];
}
