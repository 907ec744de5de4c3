using Cerniq.Functions.Payments;
using Cerniq.Functions.Revolut;
using Cerniq.Functions.Revolut.Wire;

namespace Cerniq.Functions.Tests.Payments;

public class PaymentRecorderTests : PaymentBooks
{
    private static readonly TransactionKey Key = new("demo", "T-1", "corr-1");

    private readonly TransactionClaims _claims;
    private readonly PaymentRecorder _recorder;

    public PaymentRecorderTests()
    {
        _claims = new TransactionClaims(Tables);
        _recorder = new PaymentRecorder(Payments, _claims, Audit, Metrics, Clock);
    }

    [Fact]
    public async Task Records_once_with_what_Revolut_told()
    {
        await ClaimAsync(242m, "RON");
        var payment = await RecordAsync(Transaction(242m, "RON"));
        await RecordAsync(Transaction(242m, "RON"));

        payment.RawPayload!.Value.GetProperty("legs")[0].GetProperty("amount").GetDecimal().ShouldBe(242m);
        payment.Mismatch.ShouldBeNull();
        Audit.Entries.Count(e => e.Action == "PAYMENT_RECEIVED").ShouldBe(1);
        (await Payments.ListAsync("demo", null, 10, null, default)).Items.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("24200", "RON")]
    [InlineData("242", "EUR")]
    public async Task A_webhook_that_says_otherwise_than_Revolut_puts_the_payment_before_a_person(string amount, string currency)
    {
        await InvoicedAsync("N-1", 53, 242m);
        var claimed = new ClaimedMoney(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency);
        await ClaimAsync(claimed.Amount, claimed.Currency);
        var payment = await RecordAsync(Transaction(242m, "RON"));
        payment.Amount.ShouldBe(242m);
        payment.Mismatch.ShouldBe(new ValidationMismatch(claimed, new ClaimedMoney(242m, "RON")));

        var (waiting, paid) = await Reconciler.ReconcileAsync(payment, default);
        waiting.ReconciliationStatus.ShouldBe(ReconciliationStatus.Investigation);
        waiting.ReconciliationReason!.ShouldStartWith("VALIDATION_MISMATCH");
        paid.ShouldBeEmpty();
        var details = PaymentInvestigation.Of(waiting, Clock.Now).Details!.Value;
        details.GetProperty("reason").GetString().ShouldBe("VALIDATION_MISMATCH");
        details.GetProperty("expected").GetProperty("amount").GetDecimal().ShouldBe(claimed.Amount);
        details.GetProperty("actual").GetProperty("amount").GetDecimal().ShouldBe(242m);
    }

    [Theory]
    [InlineData("FCT-0053", "Payment from ALFA SRL", "FCT-0053")]
    [InlineData(null, "From ALFA SRL INV-12345", "12345")]
    [InlineData("", "plata Factura 53", "53")]
    [InlineData(null, "ref: fct-0053", "fct-0053")]
    [InlineData(null, "contract 2026001", "2026001")]
    [InlineData(null, "Payment from ALFA SRL", null)]
    [InlineData(null, null, null)]
    public void Takes_the_reference_from_the_description_where_the_payer_left_it_empty(string? reference, string? description, string? taken)
    {
        var transaction = Transaction(242m, "RON");
        var leg = transaction.Legs[0] with { Description = description };
        IncomingPayment.From(transaction with { Reference = reference, Legs = [leg] })!.Reference.ShouldBe(taken);
    }

    [Fact]
    public async Task A_claim_that_comes_after_the_payment_was_recorded_is_compared_all_the_same()
    {
        await RecordAsync(Transaction(242m, "RON"));
        await ClaimAsync(2m, "RON");
        (await RecordAsync(Transaction(242m, "RON"))).Mismatch!.Expected.Amount.ShouldBe(2m);
        (await _claims.OfAsync("demo", "T-1", default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_claim_that_comes_while_another_is_compared_is_not_forgotten_with_it()
    {
        await ClaimAsync(242m, "RON");
        var compared = (await _claims.OfAsync("demo", "T-1", default))!;
        await ClaimAsync(2m, "RON");

        await _claims.ForgetAsync("demo", "T-1", compared, default);

        (await _claims.OfAsync("demo", "T-1", default))!.Money.Amount.ShouldBe(2m);
        (await RecordAsync(Transaction(242m, "RON"))).Mismatch!.Expected.Amount.ShouldBe(2m);
        (await _claims.OfAsync("demo", "T-1", default)).ShouldBeNull();
    }

    private Task<Payment> RecordAsync(RevolutTransaction transaction) =>
        _recorder.RecordAsync(Key, transaction, IncomingPayment.From(transaction)!, default);

    private Task ClaimAsync(decimal amount, string currency) => _claims.KeepAsync(
        new EventGroup([new QueuedEvent("demo", "I-1", "TransactionCreated", "T-1", "c", Clock.Now, new ClaimedMoney(amount, currency), default)]), default);

    private RevolutTransaction Transaction(decimal amount, string currency) => new()
    {
        Id = "T-1",
        Type = "topup",
        State = "completed",
        Reference = "FCT-0053",
        CreatedAt = Clock.Now,
        CompletedAt = Clock.Now,
        Legs = [new RevolutLeg { LegId = "1", AccountId = "a", Amount = amount, Currency = currency, Description = "Payment from ALFA SRL" }],
    };
}
