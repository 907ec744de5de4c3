using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Lifecycle;

/// <summary>When the proforma lapses; and the answer at once, where the client agreed beforehand.</summary>
public sealed class ReadProformaTerms(NegotiationStore deals, TenantSettings settings, TimeProvider clock)
{
    [Function(nameof(ReadProformaTerms))]
    public async Task<ProformaTerms> Run([ActivityTrigger] DealKey key, CancellationToken cancellationToken)
    {
        var deal = await deals.UpdateAsync(
            key.Tenant, key.NegotiationId, WithAutomaticAnswer, message: null, cancellationToken);

        // The last day counts to its end, in Romania.
        DateTimeOffset? expiresAt = deal.Proforma?.ValidUntil is { } lastDay
            ? RomanianTime.StartOf(lastDay.AddDays(1))
            : null;
        var set = await settings.GetAsync(key.Tenant, cancellationToken);
        return new ProformaTerms(deal.Decision, expiresAt, TimeSpan.FromDays(set.Get(SettingsCatalogue.ProformaReminderDays)));
    }

    private Negotiation? WithAutomaticAnswer(Negotiation deal) =>
        deal.Decision is null && deal.Request.Options is { AutoAccept: true }
            ? deal with { Decision = new ProformaDecision(true, "autoAccept", "SYSTEM", clock.GetUtcNow()) }
            : null;
}
