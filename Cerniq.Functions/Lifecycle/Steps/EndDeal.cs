using Cerniq.Functions.Operations;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Lifecycle;

/// <summary>→ DEAD: the proforma was rejected or lapsed.</summary>
public sealed class EndDeal(NegotiationStore deals, Alerts alerts)
{
    [Function(nameof(EndDeal))]
    public async Task<string> Run([ActivityTrigger] EndedDeal end, CancellationToken cancellationToken)
    {
        var reason = end.Answer.Reason ?? "PROFORMA_REJECTED";
        var lapsed = string.Equals(reason, "PROFORMA_EXPIRED", StringComparison.Ordinal);
        var moved = await deals.MoveAsync(
            end.Deal.Tenant,
            end.Deal.NegotiationId,
            new TransitionRequest(
                NegotiationState.Dead, "negotiation:end", end.Answer.DecidedBy, TransitionMetadata.Of(("reason", reason))),
            deal => deal with
            {
                DeadReason = reason,
                Proforma = deal.Proforma is { } proforma ? proforma with { Status = lapsed ? "EXPIRED" : "REJECTED" } : null,
            },
            cancellationToken);
        await alerts.ResolveAsync(end.Deal.Tenant, RemindOfProforma.AlertKey(end.Deal), cancellationToken);
        return moved.State.Name();
    }
}
