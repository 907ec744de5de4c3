using Cerniq.Functions.Approvals;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Payments.Refunds;

namespace Cerniq.Functions.Tests.Payments.Refunds;

/// <summary>Money that was paid too much, twice or for nothing goes back to the client.</summary>
public sealed class RefundCreditTests : PaymentBooks
{
    private const string Exceeds = "EXCEEDS_PAID_AMOUNT";

    private RefundProgress Progress => new(Refunds, Credits, Alerts, Audit, Metrics, Clock);

    private RefundIntake Intake => new(Refunds, new RefundSources(Invoices, Payments, Refunds), Credits, Progress, Audit, Clock);

    [Fact]
    public async Task What_was_paid_too_much_for_an_invoice_is_given_back_before_what_was_owed()
    {
        var invoice = await InvoicedAsync("N-1", 53, 100m, iban: Iban);
        await PayAsync("T-1", 150m, "FCT 53");

        var refund = await TakenAsync(Asked(50m) with { InvoiceId = invoice.InvoiceId });

        refund.FromCredit.ShouldBe([new CreditPart("T-1", 50m)]);
        var payment = await Payments.RequireAsync("demo", "T-1", default);
        (payment.Unallocated, payment.ReconciliationStatus).ShouldBe((0m, ReconciliationStatus.Matched));
        (await NowAsync(invoice)).PaidAmount.ShouldBe(100m);
        (await Refunds.SumOfAsync("demo", invoice.InvoiceId, default)).ShouldBe(0m, "nothing of what was owed went back");
    }

    [Fact]
    public async Task All_that_came_in_for_an_invoice_can_go_back_and_not_a_leu_more()
    {
        var invoice = await InvoicedAsync("N-1", 53, 100m, iban: Iban);
        await PayAsync("T-1", 150m, "FCT 53");

        await RefusedAsync(Asked(150.01m) with { InvoiceId = invoice.InvoiceId }, Exceeds);
        var refund = await TakenAsync(Asked(150m) with { InvoiceId = invoice.InvoiceId });

        (refund.OfInvoice, await Refunds.SumOfAsync("demo", invoice.InvoiceId, default)).ShouldBe((100m, 100m));
        await RefusedAsync(Asked(0.01m) with { InvoiceId = invoice.InvoiceId }, Exceeds);
    }

    [Fact]
    public async Task What_a_storno_left_over_goes_back_before_the_clients_credit()
    {
        var invoice = await InvoicedAsync("N-1", 53, 100m, iban: Iban);
        await PayAsync("T-1", 150m, "FCT 53");
        await CancelPartAsync(invoice, 30m);

        var refund = await TakenAsync(Asked(40m) with { InvoiceId = invoice.InvoiceId });

        (refund.OfInvoice, refund.FromCredit.ShouldHaveSingleItem().Amount).ShouldBe((30m, 10m));
    }

    [Fact]
    public async Task What_a_storno_offered_never_comes_out_of_the_clients_credit()
    {
        var invoice = await InvoicedAsync("N-1", 53, 100m, iban: Iban);
        await PayAsync("T-1", 150m, "FCT 53");

        var refund = await TakenAsync(Asked(40m) with { InvoiceId = invoice.InvoiceId, ApprovalId = "A-1" });

        (refund.OfInvoice, refund.FromCredit.Count).ShouldBe((40m, 0));
    }

    [Fact]
    public async Task Money_of_no_invoice_goes_back_to_where_it_came_from_and_is_matched_no_more()
    {
        var (payment, _) = await PayAsync("T-1", 80m, "multumim", from: "ALFA SRL", account: Iban);
        var refund = await TakenAsync(Asked(80m) with { PaymentId = "T-1" });

        (refund.InvoiceId, refund.ClientName, refund.Iban, refund.PaysElsewhere).ShouldBe((null, "ALFA SRL", Iban, false));
        payment = await Payments.RequireAsync("demo", "T-1", default);
        payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Refunded);
        var invoice = await InvoicedAsync("N-1", 53, 80m);
        (await Reconciler.ReconcileAsync(payment, default)).Payment.Matches.ShouldBeEmpty();
        (await Reconciler.MatchByHandAsync(payment, invoice, "Ana", null, null, default)).Payment.Matches.ShouldBeEmpty();
        Audit.Entries.ShouldContain(e => e.Subject == "payment/T-1" && e.Action == $"80.00 RON taken for refund {refund.RefundId}");
    }

    [Theory]
    [InlineData("ALFA SRL", null, null, "CLIENT_NO_BANK_ACCOUNT")]
    [InlineData("ALFA SRL", "9116f03a-2d38-4ad0-8a8c-f7a6e4a1b1c2", null, "CLIENT_NO_BANK_ACCOUNT")]
    [InlineData("Unknown", Iban, null, "CLIENT_UNKNOWN")]
    [InlineData("ALFA SRL", null, Iban, null)]
    public async Task Money_of_no_invoice_needs_somebody_and_somewhere_to_go_to(string payer, string? account, string? given, string? code)
    {
        await PayAsync("T-1", 80m, "multumim", from: payer, account: account);
        var asked = Asked(80m) with { PaymentId = "T-1", Iban = given };
        if (code is not null)
        {
            await RefusedAsync(asked, code);
            return;
        }

        (await TakenAsync(asked)).PaysElsewhere.ShouldBeTrue("nothing vouches for an account that was given by hand");
    }

    [Theory]
    [InlineData("80.01", "RON", Exceeds)]
    [InlineData("80", "EUR", "CURRENCY_MISMATCH")]
    public async Task Never_gives_back_more_than_the_payment_has_left(string amount, string currency, string code)
    {
        await PayAsync("T-1", 80m, "multumim", from: "ALFA SRL", account: Iban);
        await RefusedAsync(Asked(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)) with { PaymentId = "T-1", Currency = currency }, code);
    }

    [Fact]
    public async Task A_double_payment_names_the_clients_invoice_and_a_person_must_vouch_for_the_account()
    {
        var invoice = await InvoicedAsync("N-1", 53, 100m, iban: Iban);
        await PayAsync("T-1", 100m, "FCT 53");
        await PayAsync("T-2", 100m, "FCT 53");

        var refund = await TakenAsync(Asked(100m) with { PaymentId = "T-2", InvoiceId = invoice.InvoiceId });

        (refund.InvoiceId, refund.Iban, refund.PaysElsewhere).ShouldBe((invoice.InvoiceId, Iban, true));
        (refund.OfInvoice, (await NowAsync(invoice)).PaidAmount).ShouldBe((0m, 100m));
        (await Refunds.ListByInvoiceAsync("demo", invoice.InvoiceId, default)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Of_many_at_once_that_want_the_same_credit_one_wins()
    {
        await PayAsync("T-1", 80m, "multumim", from: "ALFA SRL", account: Iban);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Intake.RecordAsync(Asked(50m) with { PaymentId = "T-1" }, default))));

        outcomes.Count(o => o.Refund is not null).ShouldBe(1);
        outcomes.Where(o => o.Refund is null).ShouldAllBe(o => o.Code == Exceeds);
        (await Payments.RequireAsync("demo", "T-1", default)).Unallocated.ShouldBe(30m);
    }

    [Fact]
    public async Task The_same_refund_asked_for_twice_takes_the_credit_once_and_gets_the_same_answer()
    {
        await PayAsync("T-1", 80m, "multumim", from: "ALFA SRL", account: Iban);
        var asked = Asked(50m) with { PaymentId = "T-1" };

        var first = await TakenAsync(asked);
        (await TakenAsync(asked)).RefundId.ShouldBe(first.RefundId);

        (await Payments.RequireAsync("demo", "T-1", default)).GivenBack.ShouldHaveSingleItem().Amount.ShouldBe(50m);
        (await Intake.RecordAsync(asked with { Amount = 51m }, default)).Code.ShouldBe("REFUND_ID_TAKEN");
        (await Intake.RecordAsync(asked with { PaymentId = null, InvoiceId = "I-1" }, default)).Code.ShouldBe("REFUND_ID_TAKEN");
    }

    [Theory]
    [InlineData(RefundStatus.Failed)]
    [InlineData(RefundStatus.Declined)]
    [InlineData(RefundStatus.Reverted)]
    [InlineData(RefundStatus.Rejected)]
    public async Task The_credit_is_free_again_when_the_refund_comes_to_nothing(RefundStatus status)
    {
        await PayAsync("T-1", 80m, "multumim", from: "ALFA SRL", account: Iban);
        var refund = await TakenAsync(Asked(80m) with { PaymentId = "T-1" });

        await Progress.SettleAsync(refund.Key, status, "state", null, null, default);

        var payment = await Payments.RequireAsync("demo", "T-1", default);
        (payment.Unallocated, payment.ReconciliationStatus).ShouldBe((80m, ReconciliationStatus.Investigation));
        await TakenAsync(Asked(80m) with { PaymentId = "T-1" });
    }

    [Fact]
    public async Task What_comes_back_after_it_was_paid_is_the_clients_credit_again()
    {
        await PayAsync("T-1", 80m, "multumim", from: "ALFA SRL", account: Iban);
        var refund = await TakenAsync(Asked(80m) with { PaymentId = "T-1" });
        await Progress.SettleAsync(refund.Key, RefundStatus.Completed, "completed", null, null, default);
        (await Payments.RequireAsync("demo", "T-1", default)).Unallocated.ShouldBe(0m);

        await Progress.SettleAsync(refund.Key, RefundStatus.Reverted, "reverted", null, null, default);

        (await Payments.RequireAsync("demo", "T-1", default)).Unallocated.ShouldBe(80m);
    }

    [Fact]
    public async Task The_task_to_look_into_the_payment_is_done_when_the_money_is_back_with_the_client()
    {
        var (payment, _) = await PayAsync("T-1", 80m, "multumim", from: "ALFA SRL", account: Iban);
        var task = await Approvals.OpenAsync(PaymentInvestigation.Of(payment, Clock.Now), default);
        var refund = await TakenAsync(Asked(80m) with { PaymentId = "T-1" });
        (await Approvals.GetAsync("demo", task.Id, default))!.Status.ShouldBe(ApprovalStatus.Pending, "the refund may yet come to nothing");

        await Progress.SettleAsync(refund.Key, RefundStatus.Completed, "completed", null, null, default);

        (await Approvals.GetAsync("demo", task.Id, default))!.Status.ShouldBe(ApprovalStatus.Done);
    }

    /// <summary>What a crash leaves between the refund's record and its money.</summary>
    [Fact]
    public async Task A_refund_whose_money_went_elsewhere_before_it_was_set_aside_takes_nothing()
    {
        var (payment, _) = await PayAsync("T-1", 80m, "multumim", from: "ALFA SRL", account: Iban);
        var refund = await TakenAsync(Asked(50m) with { PaymentId = "T-1" });
        await Credits.ReturnAsync(refund, default);
        await Reconciler.MatchByHandAsync(payment, await InvoicedAsync("N-1", 53, 60m), "Ana", null, null, default);

        (await Credits.TakeAsync(refund, default)).ShouldBeFalse();

        (await Payments.RequireAsync("demo", "T-1", default)).Unallocated.ShouldBe(20m);
    }

    [Fact]
    public async Task Nothing_is_given_back_of_a_payment_that_Revolut_took_back()
    {
        await PayAsync("T-1", 80m, "multumim", from: "ALFA SRL", account: Iban);
        var refund = await TakenAsync(Asked(50m) with { PaymentId = "T-1" });

        await Reversal.ReverseAsync("demo", "T-1", default);

        (await Credits.TakeAsync(refund, default)).ShouldBeFalse();
        await RefusedAsync(Asked(10m) with { PaymentId = "T-1" }, "PAYMENT_REVERTED");
    }

    [Fact]
    public async Task A_match_stays_while_its_invoices_refunds_need_it()
    {
        var invoice = await InvoicedAsync("N-1", 53, 100m, iban: Iban);
        var (payment, _) = await PayAsync("T-1", 100m, "FCT 53");
        await TakenAsync(Asked(100m) with { InvoiceId = invoice.InvoiceId });

        var (kept, now) = await Reconciler.UnmatchAsync(payment, invoice.InvoiceId, "by mistake", default);

        (now.PaidAmount, kept.Unallocated, kept.Matches.ShouldHaveSingleItem().Releasing).ShouldBe((100m, 0m, false));
        await RefusedAsync(Asked(100m) with { PaymentId = "T-1" }, Exceeds);
    }

    [Fact]
    public async Task Whatever_is_matched_taken_back_and_refunded_at_once_no_more_goes_back_than_came_in()
    {
        for (var round = 0; round < 12; round++)
        {
            var invoice = await InvoicedAsync($"N-{round}", 100 + round, 60m, iban: Iban);
            var (payment, _) = await PayAsync($"T-{round}", 100m, "multumim", from: "ALFA SRL", account: Iban);
            Func<Task>[] steps =
            [
                () => Reconciler.MatchByHandAsync(payment, invoice, "Ana", null, null, default),
                () => Reconciler.UnmatchAsync(payment, invoice.InvoiceId, "by mistake", default),
                () => Intake.RecordAsync(Asked(45m) with { PaymentId = payment.PaymentId }, default),
                () => Intake.RecordAsync(Asked(60m) with { InvoiceId = invoice.InvoiceId }, default),
                () => Reconciler.UnmatchAsync(payment, invoice.InvoiceId, "by mistake", default),
                () => Intake.RecordAsync(Asked(55m) with { PaymentId = payment.PaymentId }, default),
            ];
            await Task.WhenAll(steps.Skip(round % 3).Concat(steps.Take(round % 3)).Select(step => Task.Run(step)));

            await CheckAsync(await Payments.RequireAsync("demo", payment.PaymentId, default), await NowAsync(invoice));
        }
    }

    /// <summary>What could be sent by now: refunds of an invoice look once more at what is paid before they go.</summary>
    private async Task CheckAsync(Payment payment, InvoiceRecord invoice)
    {
        payment.Unallocated.ShouldBeGreaterThanOrEqualTo(0m);
        payment.Matches.Sum(m => m.Amount).ShouldBe(invoice.PaidAmount);
        var ofInvoice = await Refunds.SumOfAsync("demo", invoice.InvoiceId, default);
        var sent = ofInvoice <= invoice.PaidAmount ? ofInvoice : 0m;
        (payment.GivenBack.Sum(g => g.Amount) + sent).ShouldBeLessThanOrEqualTo(payment.Amount);
    }

    private static RefundRequest Asked(decimal amount) => new("demo", $"{Guid.NewGuid()}", null, amount, "RON", "C-1", "paid too much", "corr-1");

    private async Task<Refund> TakenAsync(RefundRequest asked)
    {
        var outcome = await Intake.RecordAsync(asked, default);
        return outcome.Refund.ShouldNotBeNull($"{outcome.Code} {outcome.Words}");
    }

    private async Task RefusedAsync(RefundRequest asked, string code)
    {
        var outcome = await Intake.RecordAsync(asked, default);
        outcome.Refund.ShouldBeNull();
        outcome.Code.ShouldBe(code, outcome.Words);
    }
}
