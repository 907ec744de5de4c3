using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Lifecycle;

/// <summary>PROFORMA_SENT → PROFORMA_ACCEPTED.</summary>
public sealed class MarkProformaAccepted(NegotiationStore deals)
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
        return moved.State.Name();
    }
}
