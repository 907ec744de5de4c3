using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Cerniq.EInvoicing.Signatures;

/// <summary>Signatures beside a document (PKCS#7 / CMS, detached), made with a tenant's own certificate.</summary>
public static class DetachedSignature
{
    /// <summary>Signs the exact bytes; the result is a DER-encoded <c>.p7s</c>.</summary>
    /// <param name="content">The bytes to sign.</param>
    /// <param name="certificate">A certificate with its private key.</param>
    /// <param name="at">The signing time that is put into the signature.</param>
    /// <exception cref="CryptographicException">The certificate has no usable private key.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> content, X509Certificate2 certificate, DateTimeOffset at)
    {
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate)
        {
            DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1", "SHA-256"),
            IncludeOption = X509IncludeOption.EndCertOnly,
        };
        signer.SignedAttributes.Add(new Pkcs9SigningTime(at.UtcDateTime));
        var cms = new SignedCms(new ContentInfo(content.ToArray()), detached: true);
        cms.ComputeSignature(signer, silent: true);
        return cms.Encode();
    }

    /// <summary>Checks a detached signature. Never throws on any bytes.</summary>
    public static SignatureVerdict Verify(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature, TrustedSigners trusted, DateTimeOffset? at = null)
    {
        var cms = new SignedCms(new ContentInfo(content.ToArray()), detached: true);
        try
        {
            cms.Decode(signature);
        }
        catch (CryptographicException)
        {
            return new SignatureVerdict(SignatureStatus.Malformed, "The bytes are not a PKCS#7 signature.");
        }
        if (cms.SignerInfos is not [{ Certificate: { } certificate } info])
            return new SignatureVerdict(SignatureStatus.Malformed, "Exactly one signer with his certificate is expected.");
        var identity = CertificateNames.Identify(certificate);
        try
        {
            info.CheckSignature(verifySignatureOnly: true);
        }
        catch (CryptographicException e)
        {
            return new SignatureVerdict(SignatureStatus.ContentAltered, $"The signature does not fit the content: {e.Message}", identity);
        }
        if (at is { } time && (time < identity.NotBefore || time > identity.NotAfter))
            return new SignatureVerdict(SignatureStatus.OutsideValidity, $"The certificate was not valid at {time:u}.", identity);
        return trusted.Trusts(certificate, at)
            ? new SignatureVerdict(SignatureStatus.Valid, $"Signed by {identity.Name}.", identity)
            : new SignatureVerdict(SignatureStatus.UntrustedSigner, $"The signer is not trusted: {identity.Subject}.", identity);
    }
}
