using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;

namespace Cerniq.Functions.Payments;

/// <summary>Brings payments and invoices together. Safe to repeat: what is matched stays as it is.
/// The invoice's allocation is written first; the payment follows it.</summary>
public sealed class PaymentReconciler(PaymentStore payments, InvoiceStore invoices, NegotiationStore deals, TimeProvider clock)
{
    /// <summary>Matches by the number written on the transfer, if exactly one open invoice in this currency is meant.</summary>
    /// <param name="series">The tenant's invoice series.</param>
    /// <returns>The payment as it now is, and the message that tells the deal it is paid, if it is.</returns>
    public async Task<(Payment Payment, LifecycleMessage? Paid)> MatchByReferenceAsync(
        Payment payment, IReadOnlyList<string> series, CancellationToken cancellationToken)
    {
        if (payment.Matches is [var match, ..])
        {
            var known = await invoices.RequireAsync(payment.Tenant, match.InvoiceId, cancellationToken);
            return (payment, await TellIfPaidAsync(payment, known, cancellationToken));
        }

        var meant = await MeantAsync(payment, series, cancellationToken);
        if (meant is not [var invoice])
        {
            var reason = meant.Count == 0 ? "no open invoice is named in the reference" : "the reference names several open invoices";
            var unmatched = await payments.UpdateAsync(
                payment.Tenant,
                payment.PaymentId,
                p => p.Matches.Count == 0
                    ? p with { ReconciliationStatus = ReconciliationStatus.Investigation, ReconciliationReason = reason }
                    : null,
                cancellationToken);
            return (unmatched, null);
        }

        return await MatchAsync(payment, invoice, "SYSTEM", "the reference names the invoice", cancellationToken);
    }

    /// <summary>Matches a payment to an invoice, for as much as is open; what is left over stays as the client's credit.</summary>
    public async Task<(Payment Payment, LifecycleMessage? Paid)> MatchAsync(
        Payment payment, InvoiceRecord invoice, string by, string reason, CancellationToken cancellationToken)
    {
        var allocated = await invoices.UpdateAsync(payment.Tenant, invoice.InvoiceId, i => Allocate(i, payment), cancellationToken);
        var amount = allocated.Allocations.First(a => string.Equals(a.PaymentId, payment.PaymentId, StringComparison.Ordinal)).Amount;
        var match = new PaymentMatch(invoice.InvoiceId, invoice.NegotiationId, amount, by, clock.GetUtcNow());
        var matched = await payments.UpdateAsync(
            payment.Tenant,
            payment.PaymentId,
            p => p.Matches.Count > 0 ? null : p with
            {
                Matches = [match],
                ReconciliationStatus = p.Amount > amount ? ReconciliationStatus.Overpaid : ReconciliationStatus.Matched,
                ReconciliationReason = reason,
            },
            cancellationToken);
        return (matched, await TellIfPaidAsync(matched, allocated, cancellationToken));
    }

    private static bool HasAllocation(InvoiceRecord invoice, Payment payment) =>
        invoice.Allocations.Any(a => string.Equals(a.PaymentId, payment.PaymentId, StringComparison.Ordinal));

    private static InvoiceRecord? Allocate(InvoiceRecord invoice, Payment payment) =>
        HasAllocation(invoice, payment)
            ? null
            : invoice with
            {
                Allocations =
                [
                    .. invoice.Allocations,
                    new PaymentAllocation(payment.PaymentId, Math.Min(invoice.GrandTotal - invoice.PaidAmount, payment.Amount)),
                ],
            };

    private async Task<LifecycleMessage?> TellIfPaidAsync(Payment payment, InvoiceRecord invoice, CancellationToken cancellationToken)
    {
        if (invoice.PaidAmount < invoice.GrandTotal)
        {
            return null;
        }

        LifecycleMessage? message = null;
        await deals.UpdateAsync(
            payment.Tenant,
            invoice.NegotiationId,
            deal => deal.State is NegotiationState.Paid or NegotiationState.Dead ? null : deal,
            deal => message = LifecycleMessage.Event(
                deal,
                LifecycleEvents.InvoicePaid,
                new InvoicePaid(invoice.InvoiceId, payment.PaymentId, invoice.PaidAmount, invoice.Currency),
                clock.GetUtcNow()),
            cancellationToken);
        return message;
    }

    private async Task<List<InvoiceRecord>> MeantAsync(
        Payment payment, IReadOnlyList<string> series, CancellationToken cancellationToken)
    {
        var meant = new List<InvoiceRecord>();
        foreach (var number in PaymentReference.Candidates($"{payment.Reference} {payment.Description}", series))
        {
            if (await invoices.FindByNumberAsync(payment.Tenant, number, cancellationToken) is { } invoice
                && (invoice.PaidAmount < invoice.GrandTotal || HasAllocation(invoice, payment))
                && string.Equals(invoice.Currency, payment.Currency, StringComparison.Ordinal)
                && !meant.Exists(m => string.Equals(m.InvoiceId, invoice.InvoiceId, StringComparison.Ordinal)))
            {
                meant.Add(invoice);
            }
        }

        return meant;
    }
}
