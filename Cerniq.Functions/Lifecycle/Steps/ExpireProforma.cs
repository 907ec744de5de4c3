using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Lifecycle;

/// <summary>Lets the proforma lapse, unless an answer was given at the last moment: then that answer counts.</summary>
public sealed class ExpireProforma(NegotiationStore deals, TimeProvider clock)
{
    [Function(nameof(ExpireProforma))]
    public async Task<ProformaDecision> Run([ActivityTrigger] DealKey key, CancellationToken cancellationToken)
    {
        var lapsed = new ProformaDecision(false, "PROFORMA_EXPIRED", "SYSTEM", clock.GetUtcNow());
        var deal = await deals.UpdateAsync(
            key.Tenant,
            key.NegotiationId,
            d => d.Decision is null ? d with { Decision = lapsed } : null,
            message: null,
            cancellationToken);
        return deal.Decision!;
    }
}
