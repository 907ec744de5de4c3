using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Lifecycle;

/// <summary>EINVOICE_PENDING → EINVOICE_ACCEPTED or EINVOICE_REJECTED, as ANAF said.</summary>
public sealed class SettleDealFiling(NegotiationStore deals)
{
    /// <returns>True when ANAF accepted.</returns>
    [Function(nameof(SettleDealFiling))]
    public async Task<bool> Run([ActivityTrigger] SettledFiling settled, CancellationToken cancellationToken)
    {
        var accepted = settled.Outcome.Accepted;
        await deals.MoveAsync(
            settled.Deal.Tenant,
            settled.Deal.NegotiationId,
            new TransitionRequest(
                accepted ? NegotiationState.EInvoiceAccepted : NegotiationState.EInvoiceRejected,
                "efactura:status",
                Metadata: TransitionMetadata.Of(
                    ("queueId", settled.QueueId.ToString()),
                    ("indexIncarcare", settled.Outcome.RemoteId),
                    ("error", accepted ? null : settled.Outcome.Reason)),
                UnlessDead: true),
            change: null,
            cancellationToken);
        return accepted;
    }
}
