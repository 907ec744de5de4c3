using Cerniq.Functions.Approvals;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Oblio.Cancellation;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Payments.Refunds;
using Cerniq.Functions.Tests.Lifecycle;

namespace Cerniq.Functions.Tests.Payments;

/// <summary>Invoices and payments to reconcile, in a store of their own.</summary>
public abstract class PaymentBooks : StoreFixture
{
    protected const string Iban = "RO49AAAA1B31007593840000";

    protected PaymentBooks()
    {
        Payments = new PaymentStore(Tables);
        Invoices = new InvoiceStore(Tables);
        var ticking = new TickingClock(Clock.Now);
        Refunds = new RefundStore(Tables, Clock);
        Allocator = new PaymentAllocator(Payments, Invoices, Refunds, ticking);
        Negotiations = new NegotiationStore(Tables, Audit, ticking);
        Reconciler = new PaymentReconciler(Payments, Invoices, Allocator, Reversal, new OpenInvoices(Invoices), Negotiations, ticking);
    }

    protected MoneyMetrics Metrics { get; } = new();

    protected PaymentStore Payments { get; }

    protected InvoiceStore Invoices { get; }

    protected PaymentAllocator Allocator { get; }

    protected NegotiationStore Negotiations { get; }

    protected PaymentReconciler Reconciler { get; }

    protected RefundStore Refunds { get; }

    protected ApprovalStore Approvals => new(Tables, Clock);

    protected Alerts Alerts => new(Tables, Clock);

    protected RefundCredits Credits => new(Payments, Approvals, Audit, Clock);

    protected PaymentReversal Reversal => new(
        Payments, Invoices, Allocator, Refunds, Approvals, Alerts, Audit, Metrics, Clock);

    protected async Task<InvoiceRecord> InvoicedAsync(
        string deal, long number, decimal total, string currency = "RON", string series = "FCT", string? iban = null)
    {
        await Negotiations.CreateAsync(Deals.Deal(deal), default);
        var invoice = new InvoiceRecord
        {
            Tenant = "demo",
            NegotiationId = deal,
            InvoiceId = InvoiceIds.Of(new DealKey("demo", deal)),
            OblioInvoiceId = $"{series}-{number:0000}",
            SeriesName = series,
            Number = number,
            NumberText = $"{number:0000}",
            Client = Deals.Request().Client! with { BankAccount = iban },
            Lines = [],
            Subtotal = total,
            VatAmount = 0,
            TotalDiscount = 0,
            GrandTotal = total,
            Currency = currency,
            IssueDate = new DateOnly(2026, 11, 20),
            CorrelationId = "corr-1",
            CreatedAt = Clock.Now,
        };
        await Invoices.AddAsync(invoice, default);
        return invoice;
    }

    /// <summary>An invoice of which a storno took a piece back.</summary>
    protected async Task<InvoiceRecord> PartlyCancelledAsync(string deal, long number, decimal total, decimal takenBack) =>
        await CancelPartAsync(await InvoicedAsync(deal, number, total), takenBack);

    protected Task<InvoiceRecord> CancelPartAsync(InvoiceRecord invoice, decimal total) => Invoices.UpdateAsync(
        "demo",
        invoice.InvoiceId,
        i => i with
        {
            Status = "PARTIAL_CANCELLED",
            Cancellations = [.. i.Cancellations, new CancelledPart($"C-{i.Cancellations.Count}", [], $"S-{i.InvoiceId}", total)],
        },
        default);

    protected async Task<Reconciled> PayAsync(
        string transaction, decimal amount, string reference, string currency = "RON", string from = "Unknown", string? account = null) =>
        await Reconciler.ReconcileAsync(await RecordAsync(transaction, amount, reference, currency, from, account), default);

    protected Task<Payment> RecordAsync(
        string transaction, decimal amount, string reference, string currency = "RON", string from = "Unknown", string? account = null) =>
        Payments.RecordAsync(
            new Payment
            {
                Tenant = "demo",
                PaymentId = transaction,
                ExternalId = transaction,
                Amount = amount,
                Currency = currency,
                Reference = reference,
                CounterpartyName = from,
                CounterpartyAccount = account,
                TransactionDate = Clock.Now,
                RecordedAt = Clock.Now,
                CorrelationId = "corr-1",
            },
            default);

    protected Task<InvoiceRecord> NowAsync(InvoiceRecord invoice) => Invoices.RequireAsync("demo", invoice.InvoiceId, default);

    /// <summary>No two messages to a deal are of one instant.</summary>
    private sealed class TickingClock(DateTimeOffset start) : TimeProvider
    {
        private long _ticks;

        public override DateTimeOffset GetUtcNow() => start.AddTicks(Interlocked.Increment(ref _ticks));
    }
}
