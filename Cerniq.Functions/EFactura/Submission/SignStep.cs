using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Signs and archives the package, the way the filing's adapter does. ANAF takes the document unsigned and signs it
/// itself, so a certificate that is missing or broken calls a person and does not hold the filing up.</summary>
public sealed class SignStep(EFacturaStore store, EFacturaFiles files, EFacturaAdapters adapters, EFacturaAlerts alerts)
{
    /// <returns>The signed package, or null when it could not be signed.</returns>
    [Function(EFacturaSteps.Sign)]
    public async Task<StoredFile?> RunAsync([ActivityTrigger] EFacturaKey key, CancellationToken cancellationToken)
    {
        var entry = await store.RequireAsync(key, cancellationToken);
        if (entry.SignedXml is not null)
        {
            return entry.SignedXml;
        }

        var package = await adapters.Of(entry).SignAndPackageAsync(entry, cancellationToken);
        if (package.Content is not { } content)
        {
            await alerts.UnsignedAsync(entry, package.Problem!, cancellationToken);
            return null;
        }

        await alerts.SignedAsync(key.Tenant, cancellationToken);
        var stored = await files.KeepAsync(key, package.Name, content, package.ContentType, cancellationToken);
        return (await store.UpdateAsync(key, found => found.SignedXml is null ? found with { SignedXml = stored } : null, cancellationToken)).SignedXml;
    }
}
