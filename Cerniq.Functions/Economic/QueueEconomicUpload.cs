using Cerniq.Functions.Effects;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Economic;

/// <summary>Puts the invoice on the list of uploads, if the tenant books in e-conomic.</summary>
public sealed class QueueEconomicUpload(
    EconomicUploadStore uploads, InvoiceStore invoices, TenantSettings settings, TenantConnections connections, TimeProvider clock)
{
    /// <returns>False when there is nothing to upload.</returns>
    [Function(nameof(QueueEconomicUpload))]
    public async Task<bool> Run([ActivityTrigger] EconomicKey key, CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(key.Tenant, cancellationToken);
        if (!set.Get(SettingsCatalogue.EconomicEnabled))
        {
            return false;
        }

        var invoice = await invoices.RequireAsync(key.Tenant, key.InvoiceId, cancellationToken);
        var connection = await connections.EconomicAsync(key.Tenant, cancellationToken);
        await uploads.QueueAsync(
            key.Tenant,
            new EconomicUploadRecord
            {
                Uuid = DeterministicId.Of("economic", key.Tenant, key.InvoiceId, key.Type.ToString()),
                InvoiceUuid = invoice.InvoiceId,
                CompanyUuid = DeterministicId.Of("company", key.Tenant),
                UploadType = key.Type,
                JournalNumber = connection.JournalNumber,
                CreatedAt = clock.GetUtcNow(),
            },
            cancellationToken);
        return true;
    }
}
