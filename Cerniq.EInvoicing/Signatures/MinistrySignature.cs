using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cerniq.EInvoicing.Signatures;

/// <summary>
/// Checks the ministry's signature over a download, offline. It is an XML signature in form only: its one reference has an empty
/// URI and no transform, yet the digest is that of the exact bytes of the other file. General XML signature code would look
/// for an enveloped signature there and refuse, so the few steps are taken by hand.
/// </summary>
public static class MinistrySignature
{
    internal const string Namespace = "http://www.w3.org/2000/09/xmldsig#", Sha256Digest = "http://www.w3.org/2001/04/xmlenc#sha256";

    private const int SmallestKey = 2048;

    /// <summary>Checks that the signature is over exactly this content, and by a trusted signer. Never throws on any bytes.</summary>
    /// <param name="content">The exact bytes of the content entry.</param>
    /// <param name="signatureXml">The exact bytes of the signature entry.</param>
    /// <param name="trusted">Whose signatures are believed.</param>
    /// <param name="at">When the certificate must have been valid, if that matters; usually the time of the upload.</param>
    public static SignatureVerdict Verify(ReadOnlySpan<byte> content, ReadOnlyMemory<byte> signatureXml, TrustedSigners trusted, DateTimeOffset? at = null)
    {
        if (SignatureFile.Read(signatureXml) is not { } file)
            return new SignatureVerdict(SignatureStatus.Malformed, "The signature file does not have the form of the ministry's.");
        if (file.Problem is { } problem)
            return new SignatureVerdict(SignatureStatus.Unsupported, problem);
        using var certificate = Certificate(file.Certificate);
        if (certificate is null)
            return new SignatureVerdict(SignatureStatus.Malformed, "The certificate in the signature file cannot be read.");
        var signer = CertificateNames.Identify(certificate);
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(content), file.Digest))
            return new SignatureVerdict(SignatureStatus.ContentAltered, "The content is not the one that was signed: the digests differ.", signer);
        return Judge(certificate, file, signer, trusted, at);
    }

    /// <summary>The steps that follow once the digest is right: the value, the trust, the time.</summary>
    internal static SignatureVerdict Judge(X509Certificate2 certificate, SignatureFile file, SignerIdentity signer, TrustedSigners trusted, DateTimeOffset? at)
    {
        if (!IsBy(certificate, file))
            return new SignatureVerdict(SignatureStatus.Forged, "The signature value does not fit the certificate.", signer);
        if (at is { } time && (time < signer.NotBefore || time > signer.NotAfter))
            return new SignatureVerdict(SignatureStatus.OutsideValidity, $"The certificate was not valid at {time:u}.", signer);
        return trusted.Trusts(certificate, at)
            ? new SignatureVerdict(SignatureStatus.Valid, $"Signed by {signer.Name}.", signer)
            : new SignatureVerdict(SignatureStatus.UntrustedSigner, $"The signer is not trusted: {signer.Subject}.", signer);
    }

    private static bool IsBy(X509Certificate2 certificate, SignatureFile file)
    {
        using var key = certificate.GetRSAPublicKey();
        return key is { KeySize: >= SmallestKey }
            && key.VerifyData(CanonicalXml.Of(file.SignedInfo), file.Value, file.Algorithm.Hash(), RSASignaturePadding.Pkcs1);
    }

    internal static X509Certificate2? Certificate(byte[] der)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(der);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
