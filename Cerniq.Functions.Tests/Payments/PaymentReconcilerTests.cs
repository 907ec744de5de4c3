using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Tests.Lifecycle;

namespace Cerniq.Functions.Tests.Payments;

public class PaymentReconcilerTests : StoreFixture
{
    private readonly PaymentStore _payments;
    private readonly InvoiceStore _invoices;
    private readonly NegotiationStore _deals;
    private readonly PaymentReconciler _reconciler;

    public PaymentReconcilerTests()
    {
        _payments = new PaymentStore(Tables);
        _invoices = new InvoiceStore(Tables);
        _deals = new NegotiationStore(Tables, Audit, Clock);
        _reconciler = new PaymentReconciler(_payments, _invoices, _deals, Clock);
    }

    [Fact]
    public async Task Matches_the_invoice_that_the_reference_names_and_tells_its_deal()
    {
        await InvoicedAsync("N-1", 53, 242m);
        var (payment, paid) = await PayAsync("T-1", 242m, "plata FCT-0053");

        payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Matched);
        paid.ShouldNotBeNull().EventName.ShouldBe(LifecycleEvents.InvoicePaid);
        (await _invoices.FindByNumberAsync("demo", "FCT53", default))!.PaidAmount.ShouldBe(242m);
        (await _invoices.OpenAsync("demo", 10, null, default)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Waits_for_the_rest_of_a_part_payment()
    {
        await InvoicedAsync("N-1", 53, 242m);
        (await PayAsync("T-1", 100m, "FCT 53")).Paid.ShouldBeNull();
        (await PayAsync("T-2", 142m, "FCT 53")).Paid.ShouldNotBeNull();
        (await _invoices.FindByNumberAsync("demo", "FCT53", default))!.PaidAmount.ShouldBe(242m);
    }

    [Fact]
    public async Task Keeps_what_is_paid_too_much_as_credit()
    {
        await InvoicedAsync("N-1", 53, 242m);
        var (payment, _) = await PayAsync("T-1", 300m, "FCT 53");
        payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Overpaid);
        payment.Matches.ShouldHaveSingleItem().Amount.ShouldBe(242m);
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
        paid.ShouldBeNull();
    }

    [Fact]
    public async Task Does_not_choose_between_two_open_invoices()
    {
        await InvoicedAsync("N-1", 53, 100m);
        await InvoicedAsync("N-2", 54, 100m);
        (await PayAsync("T-1", 200m, "FCT 53 si FCT 54")).Payment.ReconciliationStatus.ShouldBe(ReconciliationStatus.Investigation);
    }

    [Fact]
    public async Task Matching_again_changes_nothing_and_tells_the_deal_again()
    {
        await InvoicedAsync("N-1", 53, 242m);
        var (payment, _) = await PayAsync("T-1", 242m, "FCT 53");
        var (again, paid) = await _reconciler.MatchByReferenceAsync(payment, ["FCT"], default);
        again.Matches.ShouldBe(payment.Matches);
        paid.ShouldNotBeNull();
    }

    [Fact]
    public async Task Never_gives_an_invoice_more_than_its_total_when_payments_come_together()
    {
        await InvoicedAsync("N-1", 53, 100m);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => PayAsync($"T-{i}", 60m, "FCT 53")));

        var invoice = (await _invoices.FindByNumberAsync("demo", "FCT53", default))!;
        invoice.PaidAmount.ShouldBe(100m);
        (await _payments.OfInvoiceAsync("demo", invoice.InvoiceId, default)).SelectMany(p => p.Matches).Sum(m => m.Amount).ShouldBe(100m);
    }

    [Fact]
    public async Task Goes_on_where_a_crash_left_the_allocation_without_its_match()
    {
        var invoice = await InvoicedAsync("N-1", 53, 100m);
        var payment = await RecordAsync("T-1", 100m, "FCT 53", "RON");
        await _invoices.UpdateAsync(
            "demo", invoice.InvoiceId, i => i with { Allocations = [new PaymentAllocation(payment.PaymentId, 100m)] }, default);

        var (settled, paid) = await _reconciler.MatchByReferenceAsync(payment, ["FCT"], default);
        settled.Matches.ShouldHaveSingleItem().Amount.ShouldBe(100m);
        paid.ShouldNotBeNull();
    }

    private async Task<InvoiceRecord> InvoicedAsync(string deal, long number, decimal total)
    {
        await _deals.CreateAsync(Deals.Deal(deal), default);
        var invoice = new InvoiceRecord
        {
            Tenant = "demo",
            NegotiationId = deal,
            InvoiceId = InvoiceIds.Of(new DealKey("demo", deal)),
            OblioInvoiceId = $"FCT-{number:0000}",
            SeriesName = "FCT",
            Number = number,
            NumberText = $"{number:0000}",
            Client = Deals.Request().Client!,
            Lines = [],
            Subtotal = total,
            VatAmount = 0,
            TotalDiscount = 0,
            GrandTotal = total,
            Currency = "RON",
            IssueDate = new DateOnly(2026, 11, 20),
            CorrelationId = "corr-1",
            CreatedAt = Clock.Now,
        };
        await _invoices.AddAsync(invoice, default);
        return invoice;
    }

    private async Task<(Payment Payment, LifecycleMessage? Paid)> PayAsync(
        string transaction, decimal amount, string reference, string currency = "RON") =>
        await _reconciler.MatchByReferenceAsync(await RecordAsync(transaction, amount, reference, currency), ["FCT"], default);

    private Task<Payment> RecordAsync(string transaction, decimal amount, string reference, string currency) =>
        _payments.RecordAsync(
            new Payment
            {
                Tenant = "demo",
                PaymentId = transaction,
                ExternalId = transaction,
                Amount = amount,
                Currency = currency,
                Reference = reference,
                TransactionDate = Clock.Now,
                RecordedAt = Clock.Now,
                CorrelationId = "corr-1",
            },
            default);
}
