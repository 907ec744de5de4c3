using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Payments;

/// <summary>A payment after reconciliation, and the messages that tell deals that they are paid.</summary>
public sealed record Reconciled(Payment Payment, IReadOnlyList<LifecycleMessage> Paid);

/// <summary>Brings payments and invoices together (B7). Safe to repeat: what is matched stays as it is.</summary>
public sealed class PaymentReconciler(
    PaymentStore payments,
    InvoiceStore invoices,
    PaymentAllocator allocator,
    PaymentReversal reversal,
    OpenInvoices open,
    NegotiationStore deals,
    TimeProvider clock)
{
    /// <summary>Matches what is certain; proposes to a person what is not.</summary>
    public async Task<Reconciled> ReconcileAsync(Payment payment, CancellationToken cancellationToken)
    {
        if (payment.IsReverted)
        {
            return new Reconciled(payment, []); // its reversal gives back what it had
        }

        if (payment.Matches.Count > 0)
        {
            return await FinishAsync(payment, cancellationToken);
        }

        if (payment.LeftToPerson)
        {
            return new Reconciled(payment, []);
        }

        var series = await invoices.SeriesAsync(payment.Tenant, cancellationToken);
        var candidates = await open.ForAsync(payment, series, cancellationToken);
        if (candidates.Open.Where(i => i.Allocations.Any(a => a.PaymentId == payment.PaymentId)).ToList() is { Count: > 0 } begun)
        {
            return await MatchAsync(payment, begun, PaymentMatch.BySystem, "as was begun", cancellationToken);
        }

        var decision = PaymentMatching.Decide(payment, candidates, series);
        if (decision.Certain.Count > 0 && payment.Mismatch is null)
        {
            return await MatchAsync(payment, decision.Certain, PaymentMatch.BySystem, decision.Reason, cancellationToken);
        }

        var waiting = await payments.UpdateAsync(
            payment.Tenant, payment.PaymentId, p => p.Matches.Count > 0 || p.IsReverted ? null : Waiting(p, decision), cancellationToken);
        return new Reconciled(waiting, []);
    }

    /// <summary>Matches by hand.</summary>
    /// <inheritdoc cref="PaymentAllocator.AllocateAsync" path="/param"/>
    public async Task<Reconciled> MatchByHandAsync(
        Payment payment, InvoiceRecord invoice, string by, decimal? most, DayRate? rate, CancellationToken cancellationToken)
    {
        var (matched, paid) = await allocator.AllocateAsync(payment, invoice, by, most, rate, cancellationToken);
        var settled = await SettleAsync(matched, "matched by hand", cancellationToken);
        return new Reconciled(settled, await TellIfPaidAsync(settled, paid, cancellationToken));
    }

    /// <summary>Takes a match back for a person; the invoice is open again for as much. The match stays where the invoice's refunds
    /// need it.</summary>
    public async Task<(Payment Payment, InvoiceRecord Invoice)> UnmatchAsync(
        Payment payment, string invoiceId, string reason, CancellationToken cancellationToken)
    {
        await payments.UpdateAsync(
            payment.Tenant, payment.PaymentId, p => p.LeftToPerson ? null : p with { LeftToPerson = true }, cancellationToken);
        var (released, invoice) = await allocator.ReleaseAsync(payment, invoiceId, cancellationToken);
        return PaymentAllocator.MatchOf(released, invoiceId) is null
            ? (await SettleAsync(released, reason, cancellationToken), invoice)
            : (released, invoice);
    }

    private async Task<Reconciled> MatchAsync(
        Payment payment, IReadOnlyList<InvoiceRecord> certain, string by, string reason, CancellationToken cancellationToken)
    {
        var told = new List<LifecycleMessage>();
        foreach (var invoice in certain)
        {
            (payment, var now) = await allocator.AllocateAsync(payment, invoice, by, most: null, rate: null, cancellationToken);
            told.AddRange(await TellIfPaidAsync(payment, now, cancellationToken));
        }

        var lost = payment.Matches.Count == 0; // another payment was quicker
        return new Reconciled(await SettleAsync(payment, lost ? "the invoice was paid meanwhile" : reason, cancellationToken), told);
    }

    /// <summary>What a crash left half done, and the message it may have swallowed.</summary>
    private async Task<Reconciled> FinishAsync(Payment payment, CancellationToken cancellationToken)
    {
        var told = new List<LifecycleMessage>();
        foreach (var match in payment.Matches)
        {
            var invoice = await invoices.RequireAsync(payment.Tenant, match.InvoiceId, cancellationToken);
            (payment, var now) = await allocator.AllocateAsync(payment, invoice, match.MatchedBy, null, match.Rate, cancellationToken);
            told.AddRange(await TellIfPaidAsync(payment, now, cancellationToken));
        }

        return new Reconciled(await SettleAsync(payment, payment.ReconciliationReason ?? "matched", cancellationToken), told);
    }

    private Task<Payment> SettleAsync(Payment payment, string reason, CancellationToken cancellationToken) =>
        payments.UpdateAsync(
            payment.Tenant,
            payment.PaymentId,
            p => p.ReconciliationStatus == p.Standing && p.ReconciliationReason == reason
                ? null
                : p with
                {
                    ReconciliationStatus = p.Standing,
                    ReconciliationReason = reason,
                    Proposals = p.Matches.Count > 0 ? [] : p.Proposals,
                },
            cancellationToken);

    private static Payment Waiting(Payment payment, MatchDecision decision) => payment with
    {
        ReconciliationStatus = ReconciliationStatus.Investigation,
        ReconciliationReason = payment.Mismatch is { } mismatch
            ? $"VALIDATION_MISMATCH: the webhook said {Currencies.Text(mismatch.Expected.Amount, mismatch.Expected.Currency)}, Revolut says {Currencies.Text(mismatch.Actual.Amount, mismatch.Actual.Currency)}"
            : decision.Reason,
        Proposals = decision.Proposals,
    };

    private async Task<IReadOnlyList<LifecycleMessage>> TellIfPaidAsync(
        Payment payment, InvoiceRecord invoice, CancellationToken cancellationToken)
    {
        if (InvoicePaid.Of(invoice) is not { } paid)
        {
            return [];
        }

        await reversal.CalmAsync(payment.Tenant, invoice.InvoiceId, cancellationToken);
        LifecycleMessage? message = null;
        await deals.UpdateAsync(
            payment.Tenant,
            invoice.NegotiationId,
            deal => deal.State is NegotiationState.Paid or NegotiationState.Dead ? null : deal,
            deal => message = LifecycleMessage.Event(
                deal,
                LifecycleEvents.InvoicePaid,
                paid with { PaymentId = payment.PaymentId },
                clock.GetUtcNow()),
            cancellationToken);
        return message is null ? [] : [message];
    }
}
