using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Lifecycle;

/// <summary>CLOSING → PROFORMA_SENT.</summary>
public sealed class MarkProformaSent(NegotiationStore deals)
{
    [Function(nameof(MarkProformaSent))]
    public async Task<string> Run([ActivityTrigger] DealKey key, CancellationToken cancellationToken)
    {
        var deal = await deals.RequireAsync(key.Tenant, key.NegotiationId, cancellationToken);
        var proforma = deal.Proforma ?? throw new InvalidOperationException("The proforma was not recorded.");
        var moved = await deals.MoveAsync(
            key.Tenant,
            key.NegotiationId,
            new TransitionRequest(
                NegotiationState.ProformaSent,
                "oblio:proforma:create",
                Metadata: TransitionMetadata.Of(
                    ("proformaId", proforma.ProformaId), ("oblioProformaId", $"{proforma.SeriesName}-{proforma.NumberText}"))),
            change: null,
            cancellationToken);
        return moved.State.Name();
    }
}
