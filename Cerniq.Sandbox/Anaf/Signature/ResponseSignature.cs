using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Cerniq.Sandbox.Anaf.Signature;

/// <summary>The signature entry of ANAF's ZIP: SHA-256 of the other entry's exact bytes, and rsa-sha1 over the canonical SignedInfo.</summary>
internal static class ResponseSignature
{
    private static readonly XNamespace Ds = "http://www.w3.org/2000/09/xmldsig#";

    public static byte[] Sign(byte[] content, MinistrySeal seal)
    {
        var digest = Convert.ToBase64String(SHA256.HashData(content));
        var info = Info(digest, canonical: false);
        var value = Wrapped(seal.Sign(Info(digest, canonical: true)));
        var certificate = Wrapped(seal.Certificate.RawData);
        return Encoding.UTF8.GetBytes(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\">"
            + $"{info}<SignatureValue>{value}</SignatureValue><KeyInfo><X509Data><X509SubjectName>{MinistrySeal.SubjectName}</X509SubjectName>"
            + $"<X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo></Signature>");
    }

    /// <summary>True when <paramref name="signature"/> is this seal's over exactly <paramref name="content"/>.</summary>
    public static bool Verify(byte[] content, byte[] signature, MinistrySeal seal)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(signature), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var root = XDocument.Load(reader).Root!;
            var digest = root.Descendants(Ds + "DigestValue").First().Value.Trim();
            using var key = seal.Certificate.GetRSAPublicKey()!;
            return digest == Convert.ToBase64String(SHA256.HashData(content))
#pragma warning disable CA5350 // As the ministry signs.
                && key.VerifyData(
                    Encoding.UTF8.GetBytes(Info(digest, canonical: true)),
                    Convert.FromBase64String(root.Element(Ds + "SignatureValue")?.Value ?? ""),
                    HashAlgorithmName.SHA1,
                    RSASignaturePadding.Pkcs1);
#pragma warning restore CA5350
        }
        catch (Exception failure) when (failure is XmlException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    // The canonical form differs in two ways: the inherited namespace is written out, and empty elements are expanded.
    private static string Info(string digest, bool canonical)
    {
        string Empty(string name, string algorithm) => canonical ? $"<{name} Algorithm=\"{algorithm}\"></{name}>" : $"<{name} Algorithm=\"{algorithm}\"/>";
        return $"<SignedInfo{(canonical ? $" xmlns=\"{Ds}\"" : "")}>"
            + Empty("CanonicalizationMethod", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315")
            + Empty("SignatureMethod", "http://www.w3.org/2000/09/xmldsig#rsa-sha1")
            + "<Reference URI=\"\">"
            + Empty("DigestMethod", "http://www.w3.org/2001/04/xmlenc#sha256")
            + $"<DigestValue>{digest}</DigestValue></Reference></SignedInfo>";
    }

    // 76 columns, and the carriage return that Java leaves as a character reference.
    private static string Wrapped(byte[] bytes) => string.Join("&#13;\n", Convert.ToBase64String(bytes).Chunk(76).Select(static line => new string(line)));
}
