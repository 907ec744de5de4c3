using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Signs the package that is archived, with the tenant's certificate. ANAF takes the document unsigned and signs it
/// itself, so a certificate that is missing or broken calls a person and does not hold the filing up.</summary>
public sealed class SignStep(EFacturaStore store, EFacturaFiles files, TenantSettings settings, EFacturaAlerts alerts)
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
            using var certificate = await CertificateAsync(key.Tenant, cancellationToken);
            var set = await settings.GetAsync(key.Tenant, cancellationToken);
            var xml = await files.ReadAsync(entry.Xml!, cancellationToken);
            var stored = set.Get(SettingsCatalogue.SigningMethod) == Pkcs7
                ? await files.KeepAsync(key, "invoice.xml.p7m", Wrapped(xml, certificate), "application/pkcs7-mime", cancellationToken)
                : await files.KeepAsync(key, "invoice.signed.xml", Enveloped(xml, certificate), EFacturaFiles.Xml, cancellationToken);
            return (await store.UpdateAsync(key, found => found.SignedXml is null ? found with { SignedXml = stored } : null, cancellationToken)).SignedXml;
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException or TenantNotConfiguredException)
        {
            await alerts.UnsignedAsync(entry, failure.Message, cancellationToken);
            return null;
        }
    }

    private async Task<X509Certificate2> CertificateAsync(string tenant, CancellationToken cancellationToken)
    {
        var stored = await settings.SecretAsync(tenant, SettingsCatalogue.SigningCertificate, cancellationToken)
            ?? throw new TenantNotConfiguredException(tenant, SettingsCatalogue.SigningCertificate.Name);
        var password = await settings.SecretAsync(tenant, SettingsCatalogue.SigningPassword, cancellationToken);
        return X509CertificateLoader.LoadPkcs12(Convert.FromBase64String(stored), password);
    }

    private static byte[] Wrapped(ReadOnlyMemory<byte> xml, X509Certificate2 certificate)
    {
        var message = new SignedCms(new ContentInfo(xml.ToArray()));
        message.ComputeSignature(new CmsSigner(certificate));
        return message.Encode();
    }

    private static byte[] Enveloped(ReadOnlyMemory<byte> xml, X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPrivateKey() ?? throw new CryptographicException("The signing certificate has no RSA key.");
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(Encoding.UTF8.GetString(xml.Span));
        var signed = new SignedXml(document) { SigningKey = key };
        var whole = new Reference("") { DigestMethod = SignedXml.XmlDsigSHA256Url };
        whole.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        signed.AddReference(whole);
        signed.SignedInfo!.SignatureMethod = SignedXml.XmlDsigRSASHA256Url;
        signed.KeyInfo.AddClause(new KeyInfoX509Data(certificate));
        signed.ComputeSignature();
        document.DocumentElement!.AppendChild(document.ImportNode(signed.GetXml(), deep: true));
        return Encoding.UTF8.GetBytes(document.OuterXml);
    }
}
