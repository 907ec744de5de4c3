using Cerniq.Functions.Operations;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Lifecycle;

/// <summary>PROFORMA_SENT → PROFORMA_ACCEPTED.</summary>
public sealed class MarkProformaAccepted(NegotiationStore deals, Alerts alerts)
{
    [Function(nameof(MarkProformaAccepted))]
    public async Task<string> Run([ActivityTrigger] AcceptedDeal accepted, CancellationToken cancellationToken)
    {
        var moved = await deals.MoveAsync(
            accepted.Deal.Tenant,
            accepted.Deal.NegotiationId,
            new TransitionRequest(NegotiationState.ProformaAccepted, "negotiation:proforma:accept", accepted.Answer.DecidedBy),
            deal => deal with { Proforma = deal.Proforma is { } proforma ? proforma with { Status = "ACCEPTED" } : null },
            cancellationToken);
        await alerts.ResolveAsync(accepted.Deal.Tenant, RemindOfProforma.AlertKey(accepted.Deal), cancellationToken);
        return moved.State.Name();
    }
}
