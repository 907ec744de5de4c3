using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Cerniq.EInvoicing.Signatures;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Signs the package that is archived, with the tenant's certificate. ANAF takes the document unsigned and signs it
/// itself, so a certificate that is missing or broken calls a person and does not hold the filing up.</summary>
public sealed class SignStep(EFacturaStore store, EFacturaFiles files, TenantSettings settings, EFacturaAlerts alerts, TimeProvider clock)
{
    private const string Pkcs7 = "PKCS7";

    /// <returns>The signed package, or null when it could not be signed.</returns>
    [Function(EFacturaSteps.Sign)]
    public async Task<StoredFile?> RunAsync([ActivityTrigger] EFacturaKey key, CancellationToken cancellationToken)
    {
        var entry = await store.RequireAsync(key, cancellationToken);
        if (entry.SignedXml is not null)
        {
            return entry.SignedXml;
        }

        try
        {
            using var certificate = await SigningCertificates.LoadAsync(settings, key.Tenant, clock.GetUtcNow(), cancellationToken);
            var set = await settings.GetAsync(key.Tenant, cancellationToken);
            var xml = await files.ReadAsync(entry.Xml!, cancellationToken);
            var stored = set.Get(SettingsCatalogue.SigningMethod) == Pkcs7
                ? await files.KeepAsync(key, "invoice.xml.p7m", Wrapped(xml, certificate), "application/pkcs7-mime", cancellationToken)
                : await files.KeepAsync(key, "invoice.signed.xml", Enveloped(xml, certificate), EFacturaFiles.Xml, cancellationToken);
            return (await store.UpdateAsync(key, found => found.SignedXml is null ? found with { SignedXml = stored } : null, cancellationToken)).SignedXml;
        }
        catch (Exception failure) when (failure is SigningCertificateException or CryptographicException or ArgumentException)
        {
            await alerts.UnsignedAsync(entry, failure.Message, cancellationToken);
            return null;
        }
    }

    private static byte[] Wrapped(ReadOnlyMemory<byte> xml, X509Certificate2 certificate)
    {
        var message = new SignedCms(new ContentInfo(xml.ToArray()));
        message.ComputeSignature(new CmsSigner(certificate));
        return message.Encode();
    }

    private static byte[] Enveloped(ReadOnlyMemory<byte> xml, X509Certificate2 certificate) =>
        InvoiceSigner.SignEnveloped(xml, certificate) ?? throw new CryptographicException("The document has extensions already; the signature would not be the only one.");
}
