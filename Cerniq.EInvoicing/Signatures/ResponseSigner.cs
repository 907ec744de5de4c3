using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Cerniq.EInvoicing.Signatures;

/// <summary>
/// Makes signature files that have the ministry's form to the byte, with a certificate of one's own: for a stand-in of ANAF
/// and for tests.
/// </summary>
public static class ResponseSigner
{
    private const int Base64Column = 76;

    /// <summary>Signs the exact bytes of a content entry.</summary>
    /// <param name="content">The bytes to sign.</param>
    /// <param name="certificate">A certificate with an RSA private key of at least 2048 bits.</param>
    /// <param name="algorithm">The ministry uses <see cref="SignatureAlgorithm.RsaSha1"/>.</param>
    /// <exception cref="ArgumentException">The certificate has no RSA private key.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> content, X509Certificate2 certificate, SignatureAlgorithm algorithm = SignatureAlgorithm.RsaSha1)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using var key = certificate.GetRSAPrivateKey() ?? throw new ArgumentException("The certificate has no RSA private key.", nameof(certificate));
        var digest = Convert.ToBase64String(SHA256.HashData(content));
        var canonical = SignedInfo(algorithm, digest, canonical: true);
        var value = key.SignData(Encoding.UTF8.GetBytes(canonical), algorithm.Hash(), RSASignaturePadding.Pkcs1);
        return Encoding.UTF8.GetBytes(string.Concat(
            $"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><Signature xmlns=\"{MinistrySignature.Namespace}\">",
            SignedInfo(algorithm, digest, canonical: false),
            $"<SignatureValue>{Wrapped(value)}</SignatureValue><KeyInfo><X509Data><X509SubjectName>",
            SecurityElement.Escape(CertificateNames.Rfc2253(certificate.SubjectName)),
            $"</X509SubjectName><X509Certificate>{Wrapped(certificate.RawData)}</X509Certificate></X509Data></KeyInfo></Signature>"));
    }

    /// <summary>As it stands in the file, or as canonicalisation makes it: with the namespace repeated and empty elements spelt out.</summary>
    private static string SignedInfo(SignatureAlgorithm algorithm, string digest, bool canonical)
    {
        return string.Concat(
            canonical ? $"<SignedInfo xmlns=\"{MinistrySignature.Namespace}\">" : "<SignedInfo>",
            Empty("CanonicalizationMethod", CanonicalXml.Algorithm),
            Empty("SignatureMethod", algorithm.Uri()),
            "<Reference URI=\"\">",
            Empty("DigestMethod", MinistrySignature.Sha256Digest),
            $"<DigestValue>{digest}</DigestValue></Reference></SignedInfo>");

        string Empty(string name, string uri) => canonical ? $"<{name} Algorithm=\"{uri}\"></{name}>" : $"<{name} Algorithm=\"{uri}\"/>";
    }

    private static string Wrapped(byte[] bytes) =>
        string.Join("&#13;\n", Convert.ToBase64String(bytes).Chunk(Base64Column).Select(c => new string(c)));
}
