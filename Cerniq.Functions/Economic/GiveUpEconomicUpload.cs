using Cerniq.Functions.Oblio;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Economic;

/// <summary>The schedule has run out: hands the upload to a person.</summary>
public sealed class GiveUpEconomicUpload(EconomicUploadStore uploads, InvoiceStore invoices, EconomicAlerts alerts)
{
    /// <returns>False when it has come off by hand meanwhile.</returns>
    [Function(nameof(GiveUpEconomicUpload))]
    public async Task<bool> Run([ActivityTrigger] EconomicKey key, CancellationToken cancellationToken)
    {
        var upload = await uploads.UpdateAsync(
            key, u => u.Status == EconomicUploadStatus.Success ? u : u with { NeedsPerson = true }, cancellationToken);
        if (upload.Status == EconomicUploadStatus.Success)
        {
            return false;
        }

        var invoice = await invoices.RequireAsync(key.Tenant, key.InvoiceId, cancellationToken);
        await alerts.GivenUpAsync(key, invoice, upload.LastError, cancellationToken);
        return true;
    }
}
