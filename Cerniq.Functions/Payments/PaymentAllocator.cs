using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments.Refunds;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Payments;

/// <summary>Moves money from a payment to an invoice and back. Each step can be repeated.</summary>
/// <remarks>The payment sets the amount aside first, under its own ETag, so that it never gives more than it has; then the invoice
/// takes what it has open, under its own, so that it never gets more than its total; then the payment keeps only what was taken. What
/// a crash leaves in between, the next attempt at the same match finishes. Within this process one payment is moved by one at a
/// time.</remarks>
public sealed class PaymentAllocator(PaymentStore payments, InvoiceStore invoices, RefundStore refunds, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Matches as much as the payment has left and the invoice has open.</summary>
    /// <param name="most">At most so much of the payment; null for all there is.</param>
    /// <param name="rate">What one unit of the invoice's currency costs in the payment's; null when they are the same.</param>
    /// <returns>Both as they are now.</returns>
    public async Task<(Payment Payment, InvoiceRecord Invoice)> AllocateAsync(
        Payment payment, InvoiceRecord invoice, string by, decimal? most, DayRate? rate, CancellationToken cancellationToken) =>
        await InTurnAsync(payment, () => AllocateInTurnAsync(payment, invoice, by, most, rate, cancellationToken), cancellationToken);

    /// <summary>Takes a match back: from the invoice first, then from the payment. Money that the invoice's refunds have given back
    /// stays where it is, or it could be given back twice; a reverted payment's goes all the same.</summary>
    public async Task<(Payment Payment, InvoiceRecord Invoice)> ReleaseAsync(
        Payment payment, string invoiceId, CancellationToken cancellationToken) =>
        await InTurnAsync(payment, () => ReleaseInTurnAsync(payment, invoiceId, cancellationToken), cancellationToken);

    public void Dispose() => Array.ForEach(_turns, turn => turn.Dispose());

    private async Task<T> InTurnAsync<T>(Payment payment, Func<Task<T>> move, CancellationToken cancellationToken)
    {
        var turn = _turns[(string.GetHashCode(payment.PaymentId, StringComparison.Ordinal) & int.MaxValue) % _turns.Length];
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await move();
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<(Payment Payment, InvoiceRecord Invoice)> AllocateInTurnAsync(
        Payment payment, InvoiceRecord invoice, string by, decimal? most, DayRate? rate, CancellationToken cancellationToken)
    {
        var reserved = await payments.UpdateAsync(
            payment.Tenant, payment.PaymentId, p => Reserve(p, invoice, by, most, rate), cancellationToken);
        if (MatchOf(reserved, invoice.InvoiceId) is not { } match)
        {
            return (reserved, invoice);
        }

        if (match.Releasing)
        {
            return await ReleaseInTurnAsync(reserved, invoice.InvoiceId, cancellationToken); // a crash cut it short
        }

        var taken = await invoices.UpdateAsync(payment.Tenant, invoice.InvoiceId, i => Take(i, payment.PaymentId, match), cancellationToken);
        var settled = await payments.UpdateAsync(
            payment.Tenant, payment.PaymentId, p => Settle(p, taken), cancellationToken);
        return MatchOf(settled, invoice.InvoiceId) is null
            ? (settled, await ReturnAsync(payment.Tenant, invoice.InvoiceId, payment.PaymentId, cancellationToken))
            : (settled, taken);
    }

    private async Task<(Payment Payment, InvoiceRecord Invoice)> ReleaseInTurnAsync(
        Payment payment, string invoiceId, CancellationToken cancellationToken)
    {
        await payments.UpdateAsync(
            payment.Tenant,
            payment.PaymentId,
            p => MatchOf(p, invoiceId) is { Releasing: false } match
                ? p with { Matches = [.. Without(p, invoiceId), match with { Releasing = true }] }
                : null,
            cancellationToken);
        var invoice = await ReturnAsync(payment.Tenant, invoiceId, payment.PaymentId, cancellationToken);

        // A refund counts itself before it looks at what is paid, and this looks after it has changed that: one of two sees the other.
        if (!payment.IsReverted && await refunds.SumOfAsync(payment.Tenant, invoiceId, cancellationToken) > invoice.PaidAmount)
        {
            return await KeepAsync(payment, invoice, cancellationToken);
        }

        var released = await payments.UpdateAsync(
            payment.Tenant,
            payment.PaymentId,
            p => MatchOf(p, invoiceId) is { Releasing: true } ? p with { Matches = Without(p, invoiceId) } : null,
            cancellationToken);
        return (released, invoice);
    }

    private async Task<(Payment Payment, InvoiceRecord Invoice)> KeepAsync(Payment payment, InvoiceRecord invoice, CancellationToken cancellationToken)
    {
        var kept = await payments.UpdateAsync(
            payment.Tenant,
            payment.PaymentId,
            p => MatchOf(p, invoice.InvoiceId) is { Releasing: true } match
                ? p with { Matches = [.. Without(p, invoice.InvoiceId), match with { Releasing = false }] }
                : null,
            cancellationToken);
        return await AllocateInTurnAsync(kept, invoice, PaymentMatch.BySystem, most: null, rate: null, cancellationToken);
    }

    public static PaymentMatch? MatchOf(Payment payment, string invoiceId) =>
        payment.Matches.FirstOrDefault(m => string.Equals(m.InvoiceId, invoiceId, StringComparison.Ordinal));

    private static PaymentAllocation? AllocationOf(InvoiceRecord invoice, string paymentId) =>
        invoice.Allocations.FirstOrDefault(a => string.Equals(a.PaymentId, paymentId, StringComparison.Ordinal));

    private static IReadOnlyList<PaymentMatch> Without(Payment payment, string invoiceId) =>
        [.. payment.Matches.Where(m => !string.Equals(m.InvoiceId, invoiceId, StringComparison.Ordinal))];

    private Payment? Reserve(Payment payment, InvoiceRecord invoice, string by, decimal? most, DayRate? rate)
    {
        if (MatchOf(payment, invoice.InvoiceId) is not null)
        {
            return null; // set aside before: go on from there
        }

        if (payment.LeftToPerson && by == PaymentMatch.BySystem)
        {
            return null; // a person took a match back meanwhile
        }

        // An allocation without a match is a payment's own, from before a crash.
        var open = AllocationOf(invoice, payment.PaymentId)?.Amount ?? OpenInvoices.StillOpen(invoice);
        var cost = rate is { Rate: var price } ? Round(open * price, payment.Currency) : open;
        var amount = Math.Min(Math.Min(payment.Unallocated, cost), most ?? decimal.MaxValue);
        decimal? converted = rate is not { Rate: var per } ? null : amount == cost ? open : Math.Min(open, Round(amount / per, invoice.Currency));
        return amount <= 0 || converted <= 0 ? null : payment with
        {
            Matches =
            [
                .. payment.Matches,
                new PaymentMatch(
                    invoice.InvoiceId, invoice.NegotiationId, amount, by, clock.GetUtcNow(), rate?.Rate, converted,
                    RateDate: rate?.Date, RateSource: rate?.Source, InvoiceNumber: invoice.OblioInvoiceId),
            ],
        };
    }

    private static decimal Round(decimal amount, string currency) =>
        Math.Round(amount, Currencies.Decimals(currency), MidpointRounding.AwayFromZero);

    private static InvoiceRecord? Take(InvoiceRecord invoice, string paymentId, PaymentMatch match)
    {
        if (AllocationOf(invoice, paymentId) is not null || string.Equals(invoice.Status, "CANCELLED", StringComparison.Ordinal))
        {
            return null;
        }

        var amount = Math.Min(OpenInvoices.StillOpen(invoice), match.InvoiceAmount);
        return amount <= 0 ? null : invoice with { Allocations = [.. invoice.Allocations, new PaymentAllocation(paymentId, amount)] };
    }

    /// <summary>Keeps of the match what the invoice took; null when that is all.</summary>
    private static Payment? Settle(Payment payment, InvoiceRecord invoice)
    {
        if (MatchOf(payment, invoice.InvoiceId) is not { } match)
        {
            return null;
        }

        var taken = AllocationOf(invoice, payment.PaymentId)?.Amount ?? 0m;
        if (taken == match.InvoiceAmount)
        {
            return null;
        }

        var kept = match.ExchangeRate is { } rate
            ? match with { Amount = Math.Min(match.Amount, Round(taken * rate, payment.Currency)), Converted = taken }
            : match with { Amount = taken };
        return payment with { Matches = taken == 0m ? Without(payment, invoice.InvoiceId) : [.. Without(payment, invoice.InvoiceId), kept] };
    }

    private Task<InvoiceRecord> ReturnAsync(string tenant, string invoiceId, string paymentId, CancellationToken cancellationToken) =>
        invoices.UpdateAsync(
            tenant,
            invoiceId,
            i => AllocationOf(i, paymentId) is null
                ? null
                : i with { Allocations = [.. i.Allocations.Where(a => !string.Equals(a.PaymentId, paymentId, StringComparison.Ordinal))] },
            cancellationToken);
}
