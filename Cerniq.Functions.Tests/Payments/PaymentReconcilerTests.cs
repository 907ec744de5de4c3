using Cerniq.Functions.Approvals;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Payments.Refunds;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Tests.Payments;

public class PaymentReconcilerTests : PaymentBooks
{
    private const string Client = "Dante International S.A.";

    [Fact]
    public async Task Matches_the_invoice_that_the_reference_names_and_tells_its_deal()
    {
        var invoice = await InvoicedAsync("N-1", 53, 242m);
        var (payment, paid) = await PayAsync("T-1", 242m, "plata FCT-0053");

        payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Matched);
        paid.ShouldHaveSingleItem().EventName.ShouldBe(LifecycleEvents.InvoicePaid);
        (await NowAsync(invoice)).PaidAmount.ShouldBe(242m);
        (await Invoices.OpenAsync("demo", 10, null, default)).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("A1", "A1 53")]
    [InlineData("A1", "A1-0053")]
    [InlineData("A1", "plata a10053")]
    [InlineData("FCT-A", "FCTA 53")]
    [InlineData("2026F", "2026F-53")]
    public async Task Matches_series_that_hold_digits_and_dashes(string series, string reference)
    {
        await InvoicedAsync("N-1", 53, 242m, series: series);
        (await PayAsync("T-1", 242m, reference)).Payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Matched);
    }

    [Fact]
    public async Task Waits_for_the_rest_of_a_part_payment()
    {
        var invoice = await InvoicedAsync("N-1", 53, 242m);
        (await PayAsync("T-1", 100m, "FCT 53")).Paid.ShouldBeEmpty();
        (await PayAsync("T-2", 142m, "FCT 53")).Paid.ShouldHaveSingleItem();
        (await NowAsync(invoice)).PaidAmount.ShouldBe(242m);
    }

    [Fact]
    public async Task A_client_who_pays_what_a_partial_storno_left_has_paid()
    {
        var invoice = await PartlyCancelledAsync("N-1", 53, total: 242m, takenBack: 100m);
        var (payment, paid) = await PayAsync("T-1", 142m, "FCT 53");

        payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Matched);
        payment.Matches.ShouldHaveSingleItem().Amount.ShouldBe(142m);
        paid.ShouldHaveSingleItem().EventName.ShouldBe(LifecycleEvents.InvoicePaid);
        (await NowAsync(invoice)).OpenAmount.ShouldBe(0m);
    }

    [Fact]
    public async Task What_a_partial_storno_took_back_is_credit_when_the_client_pays_it_all_the_same()
    {
        await PartlyCancelledAsync("N-1", 53, total: 242m, takenBack: 100m);
        var (payment, paid) = await PayAsync("T-1", 242m, "FCT 53");
        payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Overpaid);
        payment.Unallocated.ShouldBe(100m);
        paid.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Several_invoices_are_paid_by_the_sum_that_stornos_left()
    {
        await PartlyCancelledAsync("N-1", 53, total: 242m, takenBack: 100m);
        await InvoicedAsync("N-2", 54, 58m);
        (await PayAsync("T-1", 200m, "FCT 53, FCT 54")).Paid.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Weighs_by_what_a_partial_storno_left_open()
    {
        await PartlyCancelledAsync("N-1", 53, total: 242m, takenBack: 100m);
        var (payment, _) = await PayAsync("T-1", 142m, "multumim", from: Client);
        var proposal = payment.Proposals.ShouldHaveSingleItem();
        proposal.OpenAmount.ShouldBe(142m);
        proposal.Reasons.ShouldContain("it pays exactly what is open");
    }

    [Fact]
    public async Task Gives_nothing_more_to_an_invoice_that_was_paid_before_its_partial_storno()
    {
        var invoice = await InvoicedAsync("N-1", 53, 242m);
        await PayAsync("T-1", 242m, "FCT 53");
        await CancelPartAsync(invoice, 100m);

        (await PayAsync("T-2", 50m, "FCT 53")).Payment.Matches.ShouldBeEmpty();
        (await NowAsync(invoice)).PaidAmount.ShouldBe(242m);
    }

    [Fact]
    public async Task Keeps_what_is_paid_too_much_as_credit()
    {
        await InvoicedAsync("N-1", 53, 242m);
        var (payment, _) = await PayAsync("T-1", 300m, "FCT 53");
        payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Overpaid);
        payment.Matches.ShouldHaveSingleItem().Amount.ShouldBe(242m);
        payment.Unallocated.ShouldBe(58m);
    }

    [Fact]
    public async Task Gives_kept_credit_to_another_invoice_by_hand()
    {
        await InvoicedAsync("N-1", 53, 242m);
        var next = await InvoicedAsync("N-2", 54, 58m);
        var (payment, _) = await PayAsync("T-1", 300m, "FCT 53");

        var (matched, paid) = await Reconciler.MatchByHandAsync(payment, next, "Ana", null, null, default);
        matched.ReconciliationStatus.ShouldBe(ReconciliationStatus.Matched);
        matched.Unallocated.ShouldBe(0m);
        paid.ShouldHaveSingleItem().NegotiationId.ShouldBe("N-2");
    }

    [Theory]
    [InlineData("multumim", "RON")]
    [InlineData("FCT 99", "RON")]
    [InlineData("FCT 53", "EUR")]
    public async Task Puts_before_a_person_what_fits_no_open_invoice(string reference, string currency)
    {
        await InvoicedAsync("N-1", 53, 242m);
        var (payment, paid) = await PayAsync("T-1", 242m, reference, currency);
        payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Investigation);
        paid.ShouldBeEmpty();
    }

    [Fact]
    public async Task Flags_a_mistyped_number_and_does_not_match_it()
    {
        var invoice = await InvoicedAsync("N-1", 1253, 242m);
        var (payment, _) = await PayAsync("T-1", 242m, "FCT-1235", from: Client, account: Iban);

        payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Investigation);
        var proposal = payment.Proposals.ShouldHaveSingleItem();
        proposal.InvoiceId.ShouldBe(invoice.InvoiceId);
        proposal.Flagged.ShouldBeTrue();
        proposal.Reasons.ShouldContain(r => r.Contains("one character off"));
    }

    [Fact]
    public async Task Matches_without_a_reference_when_account_name_and_amount_agree()
    {
        await InvoicedAsync("N-1", 53, 242m, iban: Iban);
        (await PayAsync("T-1", 242m, "multumim", from: Client, account: Iban)).Payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Matched);
    }

    [Fact]
    public async Task Proposes_what_is_only_likely_with_its_reasons()
    {
        var invoice = await InvoicedAsync("N-1", 53, 242m);
        var (payment, _) = await PayAsync("T-1", 242m, "multumim", from: Client);
        payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Investigation);
        var proposal = payment.Proposals.ShouldHaveSingleItem();
        proposal.InvoiceId.ShouldBe(invoice.InvoiceId);
        proposal.Reasons.ShouldBe(["it pays exactly what is open", "it comes from the client by name"]);
    }

    [Fact]
    public async Task Does_not_choose_between_two_invoices_that_fit_alike()
    {
        await InvoicedAsync("N-1", 53, 242m, iban: Iban);
        await InvoicedAsync("N-2", 54, 242m, iban: Iban);
        var (payment, _) = await PayAsync("T-1", 242m, "abonament 20.11.2026", from: Client, account: Iban);
        payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Investigation);
        payment.Proposals.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Pays_several_invoices_that_the_reference_names_when_the_sum_is_exact()
    {
        await InvoicedAsync("N-1", 53, 100m);
        await InvoicedAsync("N-2", 54, 150m);
        var (payment, paid) = await PayAsync("T-1", 250m, "FCT 53 si FCT 54");
        payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Matched);
        payment.Matches.Sum(m => m.Amount).ShouldBe(250m);
        paid.Select(p => p.NegotiationId).ShouldBe(["N-1", "N-2"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("OPEN", "which is paid already")]
    [InlineData("CANCELLED", "which is cancelled")]
    public async Task A_reference_to_an_invoice_that_is_settled_is_told_and_nothing_else_is_matched_in_its_place(string status, string why)
    {
        var settled = await InvoicedAsync("N-1", 53, 242m, iban: Iban);
        await Invoices.UpdateAsync("demo", settled.InvoiceId, i => i with { Status = status, Allocations = [new PaymentAllocation("earlier", 242m)] }, default);
        var next = await InvoicedAsync("N-2", 54, 242m, iban: Iban); // the same client, the same sum: a subscription

        var (payment, _) = await PayAsync("T-1", 242m, "FCT 53", from: Client, account: Iban);

        payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Investigation);
        payment.ReconciliationReason!.ShouldContain($"FCT-0053, {why}");
        payment.Proposals.ShouldHaveSingleItem().InvoiceId.ShouldBe(next.InvoiceId);
        (await NowAsync(next)).PaidAmount.ShouldBe(0m);
    }

    [Fact]
    public async Task Leaves_several_named_invoices_to_a_person_when_the_sum_is_not_exact()
    {
        await InvoicedAsync("N-1", 53, 100m);
        await InvoicedAsync("N-2", 54, 150m);
        var (payment, _) = await PayAsync("T-1", 240m, "FCT 53 si FCT 54");
        payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Investigation);
        payment.Matches.ShouldBeEmpty();
    }

    private static DayRate RateOf(string rate) =>
        new(decimal.Parse(rate, System.Globalization.CultureInfo.InvariantCulture), new DateOnly(2026, 11, 20), "BNR");

    [Fact]
    public async Task Matches_another_currency_by_hand_at_the_given_rate()
    {
        var invoice = await InvoicedAsync("N-1", 53, 100m, "EUR");
        var (waiting, _) = await PayAsync("T-1", 497.55m, "FCT 53");
        waiting.Proposals.ShouldHaveSingleItem().Flagged.ShouldBeTrue();

        var (payment, paid) = await Reconciler.MatchByHandAsync(waiting, invoice, "Ana", null, RateOf("4.9755"), default);
        payment.Unallocated.ShouldBe(0m);
        var match = payment.Matches.ShouldHaveSingleItem();
        match.InvoiceAmount.ShouldBe(100m);
        (match.ExchangeRate, match.RateDate, match.RateSource).ShouldBe((4.9755m, new DateOnly(2026, 11, 20), "BNR"));
        (await NowAsync(invoice)).PaidAmount.ShouldBe(100m);
        paid.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("JPY", "100", "3.4367", "344")]
    [InlineData("KWD", "100", "0.07113", "7.113")]
    [InlineData("EUR", "100", "0.200985", "20.10")]
    public async Task Takes_of_a_payment_in_another_currency_what_that_currency_can_hold(string currency, string due, string rate, string taken)
    {
        var invoice = await InvoicedAsync("N-1", 53, decimal.Parse(due, System.Globalization.CultureInfo.InvariantCulture));
        var payment = await RecordAsync("T-1", 1000m, "avans", currency);

        var matched = (await Reconciler.MatchByHandAsync(
            payment, invoice, "Ana", null, RateOf(rate), default)).Payment;

        matched.Matches.ShouldHaveSingleItem().Amount.ShouldBe(decimal.Parse(taken, System.Globalization.CultureInfo.InvariantCulture));
        matched.Unallocated.ShouldBe(1000m - matched.Matches[0].Amount);
        (await NowAsync(invoice)).OpenAmount.ShouldBe(0m);
    }

    [Fact]
    public async Task Opens_an_invoice_again_when_its_match_is_taken_back_and_leaves_the_payment_to_people()
    {
        var invoice = await InvoicedAsync("N-1", 53, 242m);
        var (payment, _) = await PayAsync("T-1", 242m, "FCT 53");
        var (released, now) = await Reconciler.UnmatchAsync(payment, invoice.InvoiceId, "wrong client", default);

        now.PaidAmount.ShouldBe(0m);
        released.ReconciliationStatus.ShouldBe(ReconciliationStatus.Investigation);
        (await Invoices.OpenAsync("demo", 10, null, default)).Items.ShouldHaveSingleItem();
        (await Reconciler.ReconcileAsync(released, default)).Payment.Matches.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reverted_payment_opens_again_what_it_paid_and_cannot_be_matched_any_more()
    {
        var invoice = await InvoicedAsync("N-1", 53, 242m);
        var (paid, _) = await PayAsync("T-1", 242m, "FCT 53");
        var approvals = new ApprovalStore(Tables, Clock);
        var investigation = await approvals.OpenAsync(PaymentInvestigation.Of(paid, Clock.Now), default);
        await Reversal.ReverseAsync("demo", "T-1", default);
        await Reversal.ReverseAsync("demo", "T-1", default);

        (await NowAsync(invoice)).PaidAmount.ShouldBe(0m);
        (await approvals.GetAsync("demo", investigation.Id, default))!.Status.ShouldBe(ApprovalStatus.Done);
        var payment = (await Payments.GetAsync("demo", "T-1", default))!;
        payment.Status.ShouldBe("REVERTED");
        payment.Matches.ShouldBeEmpty();
        payment.TakenBack.ShouldHaveSingleItem().InvoiceNumber.ShouldBe("FCT-0053");
        (await Payments.ListAsync("demo", ReconciliationStatus.Investigation, 10, null, default)).Items.ShouldBeEmpty();
        (await Payments.ListAsync("demo", ReconciliationStatus.Reverted, 10, null, default)).Items.ShouldHaveSingleItem();
        (await Reconciler.MatchByHandAsync(payment, invoice, "Ana", null, null, default)).Payment.Matches.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("FCT 53", 242, 0, true)]
    [InlineData("FCT 53", 100, 0, false)]
    [InlineData("FCT 53", 242, 20, false)]
    public async Task Nobody_need_ask_for_a_reverted_payment_once_all_is_paid_anew_and_nothing_of_it_was_refunded(
        string reference, int paidAnew, int refunded, bool isOver)
    {
        var invoice = await InvoicedAsync("N-1", 53, 242m, iban: Iban);
        await PayAsync("T-1", 242m, reference);
        if (refunded > 0)
        {
            await Refunds.AddAsync(Refund(invoice, refunded), 242m, default);
        }

        await Reversal.ReverseAsync("demo", "T-1", default);
        (await AlertAsync()).Status.ShouldBe(AlertStatus.Open);
        await PayAsync("T-2", paidAnew, reference);

        (await AlertAsync()).Status.ShouldBe(isOver ? AlertStatus.Resolved : AlertStatus.Open);

        // Looked at again, as the catch-up may: what is over stays over.
        await Reversal.ReverseAsync("demo", "T-1", default);
        (await AlertAsync()).Status.ShouldBe(isOver ? AlertStatus.Resolved : AlertStatus.Open);

        async Task<Alert> AlertAsync() =>
            (await Alerts.ListAsync("demo", null, 10, null, default)).Rows.Select(row => CerniqJson.Read<Alert>(row.Body)).Single(a => a.Kind == "payment_reverted");
    }

    [Theory]
    [InlineData(false, "Owed again: FCT-0053. Ask the client to pay anew.")]
    [InlineData(true, "Owed again: FCT-0053. 20.00 was refunded to the client already")]
    public async Task People_learn_what_is_owed_again_and_what_had_gone_back_to_the_client(bool isRefunded, string told)
    {
        var invoice = await InvoicedAsync("N-1", 53, 242m);
        await PayAsync("T-1", 242m, "FCT 53");
        if (isRefunded)
        {
            (await Refunds.AddAsync(Refund(invoice, 20.00m), 242m, default)).Refund.ShouldNotBeNull();
        }

        await Reversal.ReverseAsync("demo", "T-1", default);

        var alert = (await new Alerts(Tables, Clock).ListAsync("demo", AlertStatus.Open, 10, null, default)).Rows
            .Select(row => CerniqJson.Read<Alert>(row.Body)).Single(a => a.Kind == "payment_reverted");
        alert.Detail.ShouldStartWith(told);
    }

    private Refund Refund(InvoiceRecord invoice, decimal amount) => new()
    {
        Tenant = "demo", RefundId = "R-1", InvoiceId = invoice.InvoiceId, Amount = amount, Currency = "RON", ClientName = Client, Iban = Iban,
        RequestId = "R-1", CorrelationId = "c", CreatedAt = Clock.Now,
    };

    [Theory]
    [InlineData("FCX-0053")]
    [InlineData("FTC-0053")]
    [InlineData("FC 53")]
    [InlineData("factura FCTT 0053")]
    [InlineData("FCT-0035")]
    [InlineData("FCT-0053X")]
    public async Task A_slip_in_series_or_number_is_flagged_and_never_matched_though_all_else_fits(string reference)
    {
        await InvoicedAsync("N-1", 53, 242m, iban: Iban);

        var (payment, _) = await PayAsync("T-1", 242m, reference, from: Client, account: Iban);

        payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Investigation, payment.ReconciliationReason);
        payment.Proposals.ShouldHaveSingleItem().Flagged.ShouldBeTrue();
    }

    [Fact]
    public async Task Matching_again_changes_nothing_and_tells_the_deal_again()
    {
        await InvoicedAsync("N-1", 53, 242m);
        var (payment, _) = await PayAsync("T-1", 242m, "FCT 53");
        var (again, paid) = await Reconciler.ReconcileAsync(payment, default);
        again.Matches.ShouldBe(payment.Matches);
        paid.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Never_gives_an_invoice_more_than_its_total_when_payments_come_together()
    {
        var open = await InvoicedAsync("N-1", 53, 100m);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => PayAsync($"T-{i}", 60m, "FCT 53")));

        (await NowAsync(open)).PaidAmount.ShouldBe(100m);
        (await Payments.OfInvoiceAsync("demo", open.InvoiceId, default)).SelectMany(p => p.Matches).Sum(m => m.Amount).ShouldBe(100m);
    }

    [Fact]
    public async Task Goes_on_where_a_crash_left_the_allocation_without_its_match()
    {
        var invoice = await InvoicedAsync("N-1", 53, 100m);
        var payment = await RecordAsync("T-1", 100m, "FCT 53");
        await Invoices.UpdateAsync(
            "demo", invoice.InvoiceId, i => i with { Allocations = [new PaymentAllocation(payment.PaymentId, 100m)] }, default);

        var (settled, paid) = await Reconciler.ReconcileAsync(payment, default);
        settled.Matches.ShouldHaveSingleItem().Amount.ShouldBe(100m);
        paid.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Goes_on_where_a_crash_left_the_match_without_its_allocation()
    {
        var invoice = await InvoicedAsync("N-1", 53, 100m);
        var payment = await RecordAsync("T-1", 100m, "FCT 53");
        var reserved = await Payments.UpdateAsync(
            "demo", "T-1", p => p with { Matches = [new PaymentMatch(invoice.InvoiceId, "N-1", 100m, "SYSTEM", Clock.Now)] }, default);

        (await Reconciler.ReconcileAsync(reserved, default)).Paid.ShouldHaveSingleItem();
        (await NowAsync(invoice)).PaidAmount.ShouldBe(100m);
    }
}
