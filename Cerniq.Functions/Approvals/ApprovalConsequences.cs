using Cerniq.Functions.Audit;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Payments.Refunds;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Approvals;

/// <summary>What a decision sets in motion. Safe to repeat: the work that waits takes the same news twice.</summary>
public sealed class ApprovalConsequences(
    NegotiationStore deals,
    LifecycleOutbox outbox,
    ApprovalStore approvals,
    RefundApprovals refunds,
    EFacturaRefiling refiling,
    InvestigationDecisions investigations,
    IAuditSink audit,
    TimeProvider clock)
{
    /// <summary>Writes the settlement to the audit trail and tells the work that waited for it.</summary>
    public async Task FollowAsync(DurableTaskClient client, Approval approval, CancellationToken cancellationToken)
    {
        await AuditAsync(approval, cancellationToken);
        if (approval.Kind == ApprovalKind.InvoiceCancellation)
        {
            await client.RaiseEventAsync(
                new ApprovalKey(approval.Tenant, approval.Id).InstanceId, ApprovalWait.Settled, approval.Id, cancellationToken);
        }
        else if (approval.Kind == ApprovalKind.Refund)
        {
            await refunds.FollowAsync(client, approval, cancellationToken);
        }
        else if (approval.Kind == ApprovalKind.PaymentInvestigation)
        {
            await investigations.FollowAsync(client, approval, cancellationToken);
        }
        else if (await IsFiledAnewAsync(client, approval, cancellationToken))
        {
            // A storno, or an invoice that was filed by hand: no deal waits to file it.
        }
        else if (approval.NegotiationId is { } id && Message(approval) is { } build)
        {
            LifecycleMessage? message = null;
            await deals.UpdateAsync(approval.Tenant, id, deal => deal, deal => message = build(deal), cancellationToken);
            await outbox.DeliverAsync(client, message!, cancellationToken);
        }

        await approvals.MarkToldAsync(approval, cancellationToken);
    }

    private async Task<bool> IsFiledAnewAsync(DurableTaskClient client, Approval approval, CancellationToken cancellationToken) =>
        approval is { Kind: ApprovalKind.EFacturaRejected, Status: ApprovalStatus.Approved, InvoiceId: { } invoice }
        && await refiling.FileAnewAsync(client, approval.Tenant, invoice, approval.DecidedBy ?? "SYSTEM", cancellationToken) is not null;

    /// <summary>Why this may not be decided so now, and what to do instead; null when it may.</summary>
    public async Task<string?> WhyNotAsync(string tenant, string approvalId, ApprovalStatus decision, CancellationToken cancellationToken) =>
        decision == ApprovalStatus.Approved
        && await approvals.GetAsync(tenant, approvalId, cancellationToken) is { Kind: ApprovalKind.PaymentInvestigation, Status: ApprovalStatus.Pending } approval
            ? await investigations.WhyNotAsync(approval, cancellationToken)
            : null;

    private Func<Negotiation, LifecycleMessage>? Message(Approval approval)
    {
        var approved = approval.Status == ApprovalStatus.Approved;
        var decided = approved || approval.Status == ApprovalStatus.Rejected;
        var by = approval.DecidedBy ?? "SYSTEM";
        var now = clock.GetUtcNow();
        return approval.Kind switch
        {
            // Approved: check the data once more as they are. Refused: the deal is given up.
            ApprovalKind.ClientFix when decided => deal =>
                LifecycleMessage.Event(deal, LifecycleEvents.ClientFixed, new ClientFixed(approved, by, approval.Comment), now),
            ApprovalKind.EFacturaRejected when approved => deal =>
                LifecycleMessage.Event(deal, LifecycleEvents.EFacturaReissue, by, now),
            _ => null,
        };
    }

    private Task AuditAsync(Approval approval, CancellationToken cancellationToken) =>
        audit.AppendAsync(
            new AuditEntry(
                approval.Tenant,
                $"approval/{approval.Id}",
                AuditKind.Decision,
                $"{approval.Kind} {approval.Status}",
                "ok",
                approval.CorrelationId,
                approval.DecidedAt ?? clock.GetUtcNow(),
                Actor: approval.DecidedBy,
                Detail: approval.Comment),
            cancellationToken);
}
