using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Lifecycle;

/// <summary>EINVOICE_PENDING → EINVOICE_ACCEPTED or EINVOICE_REJECTED, as ANAF said.</summary>
public sealed class SettleDealFiling(NegotiationStore deals)
{
    /// <returns>True when ANAF accepted.</returns>
    [Function(nameof(SettleDealFiling))]
    public async Task<bool> Run([ActivityTrigger] SettledFiling settled, CancellationToken cancellationToken)
    {
        await deals.MoveAsync(
            settled.Deal.Tenant, settled.Deal.NegotiationId, FilingMoves.Settled(settled.Outcome), change: null, cancellationToken);
        return settled.Outcome.Accepted;
    }
}
