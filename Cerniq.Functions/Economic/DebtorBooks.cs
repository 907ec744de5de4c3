using Cerniq.Functions.Oblio;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Economic;

/// <summary>Finds whose books an internal invoice goes into on the receiving side.</summary>
public sealed class DebtorBooks(TenantSettings settings, TenantDirectory tenants)
{
    /// <summary>The tenant whose company received the invoice; null when it went to a stranger.</summary>
    /// <remarks>Both must have said so: the issuer names the debtor and the debtor the issuer, so that nobody can write into
    /// another's books.</remarks>
    public async Task<string?> OfAsync(SettingsSnapshot issuer, InvoiceRecord invoice, CancellationToken cancellationToken)
    {
        foreach (var candidate in CodePairs.Listed(issuer.Get(SettingsCatalogue.EconomicDebtorTenants)))
        {
            if (string.Equals(candidate, issuer.Tenant, StringComparison.Ordinal) || !await tenants.ExistsAsync(candidate, cancellationToken))
            {
                continue;
            }

            var debtor = await settings.GetAsync(candidate, cancellationToken);
            if (debtor.Get(SettingsCatalogue.EconomicEnabled)
                && CodePairs.Listed(debtor.Get(SettingsCatalogue.EconomicIssuerTenants)).Contains(issuer.Tenant, StringComparer.Ordinal)
                && debtor.Get(SettingsCatalogue.CompanyCui) is { } cui && invoice.Client.Cui is { } client && Bookkeeping.IsSame(cui, client))
            {
                return candidate;
            }
        }

        return null;
    }
}
