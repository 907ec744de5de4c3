using System.Xml;

namespace Cerniq.EInvoicing.Signatures;

/// <summary>The parts of a signature file, taken apart without judging them.</summary>
internal sealed record SignatureFile(XmlElement SignedInfo, SignatureAlgorithm Algorithm, byte[] Digest, byte[] Value, byte[] Certificate, string? Problem)
{
    /// <summary>Null when it is not a signature of the expected form at all.</summary>
    public static SignatureFile? Read(ReadOnlyMemory<byte> xml)
    {
        var root = SafeXml.Load(xml)?.DocumentElement;
        if (root is null || root.LocalName != "Signature" || root.NamespaceURI != MinistrySignature.Namespace)
            return null;
        return Parts(root);
    }

    /// <summary>Takes a Signature element apart.</summary>
    public static SignatureFile? Parts(XmlElement root)
    {
        var info = Only(root, "SignedInfo");
        var reference = Only(info, "Reference");
        var digest = Base64(Only(reference, "DigestValue"));
        var value = Base64(Only(root, "SignatureValue"));
        var certificate = Base64(First(Only(Only(root, "KeyInfo"), "X509Data"), "X509Certificate"));
        if (info is null || digest is null || value is null || certificate is null)
            return null;
        var algorithm = SignatureAlgorithms.Find(AlgorithmOf(info, "SignatureMethod"));
        return new SignatureFile(info, algorithm ?? default, digest, value, certificate, ProblemOf(info, reference!, algorithm));
    }

    private static string? ProblemOf(XmlElement info, XmlElement reference, SignatureAlgorithm? algorithm)
    {
        if (algorithm is null)
            return $"The signature method {AlgorithmOf(info, "SignatureMethod")} is not supported.";
        if (AlgorithmOf(info, "CanonicalizationMethod") != CanonicalXml.Algorithm)
            return $"The canonicalisation {AlgorithmOf(info, "CanonicalizationMethod")} is not supported.";
        if (AlgorithmOf(reference, "DigestMethod") != MinistrySignature.Sha256Digest)
            return $"The digest method {AlgorithmOf(reference, "DigestMethod")} is not supported.";
        return First(reference, "Transforms") is null ? null : "Transforms are not supported.";
    }

    private static string AlgorithmOf(XmlElement parent, string name) => Only(parent, name)?.GetAttribute("Algorithm") ?? "";

    private static XmlElement? First(XmlElement? parent, string name) => Named(parent, name).FirstOrDefault();

    /// <summary>The one child of a name; two of them would let one be signed and the other be used.</summary>
    private static XmlElement? Only(XmlElement? parent, string name)
    {
        var found = Named(parent, name).Take(2).ToArray();
        return found.Length == 1 ? found[0] : null;
    }

    private static IEnumerable<XmlElement> Named(XmlElement? parent, string name) =>
        parent is null ? [] : parent.ChildNodes.OfType<XmlElement>().Where(e => e.LocalName == name && e.NamespaceURI == MinistrySignature.Namespace);

    private static byte[]? Base64(XmlElement? element)
    {
        if (element is null)
            return null;
        var bytes = new byte[element.InnerText.Length];
        return Convert.TryFromBase64String(element.InnerText, bytes, out var length) && length > 0 ? bytes[..length] : null;
    }
}
