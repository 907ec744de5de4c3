using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cerniq.EInvoicing.Signatures;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.EFactura;

/// <summary>Makes the signed package that is archived, with the tenant's own certificate and in the form the tenant asks for.</summary>
public sealed class PackageSigner(EFacturaFiles files, TenantSettings settings, TimeProvider clock)
{
    private const string Pkcs7 = "PKCS7";

    /// <summary>Signs the document of a filing. A certificate that is missing or cannot sign is a problem, not a failure.</summary>
    public async Task<SignedPackage> SignAsync(EFacturaEntry entry, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        try
        {
            using var certificate = await SigningCertificates.LoadAsync(settings, entry.Tenant, now, cancellationToken);
            var set = await settings.GetAsync(entry.Tenant, cancellationToken);
            var xml = await files.ReadAsync(entry.Xml!, cancellationToken);
            return set.Get(SettingsCatalogue.SigningMethod) == Pkcs7
                ? new SignedPackage("invoice.xml.p7s", "application/pkcs7-signature", DetachedSignature.Sign(xml.Span, certificate, now))
                : Enveloped(xml, certificate);
        }
        catch (Exception failure) when (failure is SigningCertificateException or CryptographicException or ArgumentException)
        {
            return SignedPackage.Unsigned(failure.Message);
        }
    }

    private static SignedPackage Enveloped(ReadOnlyMemory<byte> xml, X509Certificate2 certificate) =>
        InvoiceSigner.SignEnveloped(xml, certificate) is { } signed
            ? new SignedPackage("invoice.signed.xml", EFacturaFiles.Xml, signed)
            : SignedPackage.Unsigned("The document has extensions already; the signature would not be the only one.");
}

/// <summary>A document signed by its company.</summary>
/// <param name="Name">Of the file: <c>invoice.signed.xml</c> holds the document with its signature (XMLDSig),
/// <c>invoice.xml.p7s</c> the signature alone (PKCS#7), over the bytes of <c>invoice.xml</c> that lie beside it.</param>
/// <param name="Content">Null when it could not be signed.</param>
/// <param name="Problem">Why it could not, and what to set where.</param>
public sealed record SignedPackage(string Name, string ContentType, ReadOnlyMemory<byte>? Content, string? Problem = null)
{
    internal static SignedPackage Unsigned(string problem) => new("", "", null, problem);
}
