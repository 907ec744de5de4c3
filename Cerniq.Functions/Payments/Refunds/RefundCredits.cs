using Cerniq.Functions.Approvals;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Payments.Refunds;

/// <summary>Takes a refund's money out of what payments have left, and puts it back when the refund comes to nothing. Each step can be
/// repeated: a payment knows what each refund has of it.</summary>
/// <remarks>A payment gives under its own ETag, to invoices and to refunds alike, so that never more goes than came.</remarks>
public sealed class RefundCredits(PaymentStore payments, ApprovalStore approvals, IAuditSink audit, TimeProvider clock)
{
    /// <returns>False when some of it is not there any more; then nothing is taken.</returns>
    public async Task<bool> TakeAsync(Refund refund, CancellationToken cancellationToken)
    {
        foreach (var part in refund.FromCredit)
        {
            var isNew = false;
            var payment = await payments.UpdateAsync(
                refund.Tenant,
                part.PaymentId,
                p =>
                {
                    isNew = !p.IsReverted && PartOf(p, refund) is null && p.Unallocated >= part.Amount;
                    return isNew ? Settled(p, [.. p.GivenBack, new GivenBack(refund.RefundId, part.Amount)], $"given back to the client: refund {refund.RefundId}") : null;
                },
                cancellationToken);
            if (payment.IsReverted || PartOf(payment, refund) is null)
            {
                await ReturnAsync(refund, cancellationToken);
                return false;
            }

            if (isNew)
            {
                await AuditAsync(refund, payment, $"{Currencies.Text(part.Amount, payment.Currency)} taken for refund {refund.RefundId}", cancellationToken);
            }
        }

        return true;
    }

    /// <summary>The money is the payment's again, to be matched or refunded anew.</summary>
    public async Task ReturnAsync(Refund refund, CancellationToken cancellationToken)
    {
        foreach (var part in refund.FromCredit)
        {
            var had = false;
            var payment = await payments.UpdateAsync(
                refund.Tenant,
                part.PaymentId,
                p =>
                {
                    had = PartOf(p, refund) is not null;
                    return had ? Settled(p, [.. p.GivenBack.Where(g => g.RefundId != refund.RefundId)], $"refund {refund.RefundId} was not paid") : null;
                },
                cancellationToken);
            if (had)
            {
                await AuditAsync(refund, payment, $"{Currencies.Text(part.Amount, payment.Currency)} of refund {refund.RefundId} put back", cancellationToken);
            }
        }
    }

    /// <summary>The refund is paid: nobody need look any more for what the money was meant to pay.</summary>
    public async Task CloseAsync(Refund refund, CancellationToken cancellationToken)
    {
        foreach (var part in refund.FromCredit)
        {
            var payment = await payments.RequireAsync(refund.Tenant, part.PaymentId, cancellationToken);
            if (payment.Unallocated == 0)
            {
                await approvals.SettleAsync(
                    refund.Tenant,
                    PaymentInvestigation.IdOf(refund.Tenant, part.PaymentId),
                    ApprovalStatus.Done,
                    PaymentMatch.BySystem,
                    $"given back to the client: refund {refund.RefundId}",
                    cancellationToken);
            }
        }
    }

    private static GivenBack? PartOf(Payment payment, Refund refund) =>
        payment.GivenBack.FirstOrDefault(g => string.Equals(g.RefundId, refund.RefundId, StringComparison.Ordinal));

    /// <summary>A person has said what the money is for: nothing is matched by itself any more.</summary>
    private static Payment Settled(Payment payment, IReadOnlyList<GivenBack> givenBack, string reason)
    {
        var after = payment with { GivenBack = givenBack, LeftToPerson = true };
        return after with
        {
            ReconciliationStatus = after.Standing,
            ReconciliationReason = after.Matches.Count > 0 || after.IsReverted ? payment.ReconciliationReason : reason,
        };
    }

    private Task AuditAsync(Refund refund, Payment payment, string what, CancellationToken cancellationToken) =>
        audit.AppendAsync(
            new AuditEntry(
                refund.Tenant, $"payment/{payment.ExternalId}", AuditKind.Decision, what, "ok", refund.CorrelationId, clock.GetUtcNow(),
                Actor: PaymentMatch.BySystem, Detail: refund.Reason),
            cancellationToken);
}
