using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace Cerniq.Functions.EFactura;

/// <summary>Whether the ministry's signature in ANAF's ZIP is over the very bytes of the document beside it.</summary>
/// <remarks>The signature is XMLDSig in an odd dress: the digest is SHA-256 of the other entry's bytes in spite of
/// <c>URI=""</c>, and the value is RSA PKCS#1 with SHA-1 over the canonical <c>SignedInfo</c>, so it is checked by hand. The
/// certificate is the one inside; its issuer is not looked up.</remarks>
public sealed class SealCheck
{
    private const string Signer = "Ministerul Finantelor";
    private const string Namespace = "http://www.w3.org/2000/09/xmldsig#";
    private static readonly XmlReaderSettings Safe = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    public bool Holds(SealedAnswer answer)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(answer.Signature.ToArray(), writable: false), Safe);
            var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
            document.Load(reader);
            var digest = Convert.FromBase64String(Text(document, "DigestValue"));
            return CryptographicOperations.FixedTimeEquals(digest, SHA256.HashData(answer.Content.Span)) && IsSigned(document);
        }
        catch (Exception unreadable) when (unreadable is XmlException or FormatException or CryptographicException)
        {
            return false;
        }
    }

    private static bool IsSigned(XmlDocument document)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(Text(document, "X509Certificate")));
        using var key = certificate.GetRSAPublicKey();
        var value = Convert.FromBase64String(Text(document, "SignatureValue"));

        // SHA-1 is what the ministry signs with.
#pragma warning disable CA5350
        return key is not null
            && certificate.Subject.Contains(Signer, StringComparison.OrdinalIgnoreCase)
            && key.VerifyData(Canonical(document), value, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
#pragma warning restore CA5350
    }

    /// <summary><c>SignedInfo</c> in canonical form, with the namespace it inherits.</summary>
    private static byte[] Canonical(XmlDocument document)
    {
        var part = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        part.AppendChild(part.ImportNode(Element(document, "SignedInfo"), deep: true));
        var transform = new XmlDsigC14NTransform();
        transform.LoadInput(part);
        using var bytes = new MemoryStream();
        ((Stream)transform.GetOutput(typeof(Stream))).CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string Text(XmlDocument document, string name) => Element(document, name).InnerText;

    /// <exception cref="FormatException">The signature lacks it.</exception>
    private static XmlNode Element(XmlDocument document, string name) =>
        document.GetElementsByTagName(name, Namespace) is { Count: 1 } found
            ? found[0]!
            : throw new FormatException($"The signature does not have one {name}.");
}
