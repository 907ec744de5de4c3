using Cerniq.Functions.Lifecycle;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Approvals;

/// <summary>What a decision sets in motion.</summary>
public sealed class ApprovalConsequences(NegotiationStore deals, LifecycleOutbox outbox, TimeProvider clock)
{
    /// <summary>Tells the work that waited for the decision.</summary>
    public async Task FollowAsync(DurableTaskClient client, Approval approval, CancellationToken cancellationToken)
    {
        if (approval.NegotiationId is not { } id || Message(approval) is not { } build)
        {
            return;
        }

        LifecycleMessage? message = null;
        await deals.UpdateAsync(approval.Tenant, id, deal => deal, deal => message = build(deal), cancellationToken);
        await outbox.DeliverAsync(client, message!, cancellationToken);
    }

    private Func<Negotiation, LifecycleMessage>? Message(Approval approval)
    {
        var approved = approval.Status == ApprovalStatus.Approved;
        var by = approval.DecidedBy ?? "SYSTEM";
        var now = clock.GetUtcNow();
        return approval.Kind switch
        {
            // Approved: check the data once more as they are. Refused: the deal is given up.
            ApprovalKind.ClientFix => deal =>
                LifecycleMessage.Event(deal, LifecycleEvents.ClientFixed, new ClientFixed(approved, by, approval.Comment), now),
            ApprovalKind.EFacturaRejected when approved => deal =>
                LifecycleMessage.Event(deal, LifecycleEvents.EFacturaReissue, by, now),
            _ => null,
        };
    }
}
