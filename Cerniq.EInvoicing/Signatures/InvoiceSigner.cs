using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;

namespace Cerniq.EInvoicing.Signatures;

/// <summary>
/// Puts an enveloped XML signature (RSA over SHA-256) into a UBL document, in an extension, where the UBL schema allows it.
/// EN 16931 does not use extensions, so the validator warns of it (UBL-CR-001); ANAF does not ask for such a signature.
/// </summary>
public static class InvoiceSigner
{
    private const string Enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        Extensions = "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2";

    /// <summary>Signs a document; the result is the document in UTF-8 with the signature as its first extension.</summary>
    /// <param name="xml">A UBL document without extensions.</param>
    /// <param name="certificate">A certificate with an RSA private key.</param>
    /// <returns>Null when the bytes are not XML, or the document has extensions already.</returns>
    /// <exception cref="ArgumentException">The certificate has no RSA private key.</exception>
    public static byte[]? SignEnveloped(ReadOnlyMemory<byte> xml, X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using var key = certificate.GetRSAPrivateKey() ?? throw new ArgumentException("The certificate has no RSA private key.", nameof(certificate));
        if (SafeXml.Load(xml) is not { DocumentElement: { } root } document || root.ChildNodes.OfType<XmlElement>().Any(e => e.NamespaceURI == Extensions))
            return null;
        RemoveBesideRoot(document);
        var signature = Place(document, root);
        signature.AppendChild(SignedInfo(document));
        // The digest is over the document without the signature, but with the extension that is to hold it.
        var digest = Convert.ToBase64String(SHA256.HashData(CanonicalXml.Of(root, skip: e => ReferenceEquals(e, signature))));
        var info = (XmlElement)signature.FirstChild!;
        info.GetElementsByTagName("DigestValue", MinistrySignature.Namespace)[0]!.InnerText = digest;
        var value = key.SignData(CanonicalXml.Of(info), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        signature.AppendChild(Element(document, "SignatureValue", Convert.ToBase64String(value)));
        var keyInfo = signature.AppendChild(Element(document, "KeyInfo"))!.AppendChild(Element(document, "X509Data"))!;
        keyInfo.AppendChild(Element(document, "X509Certificate", Convert.ToBase64String(certificate.RawData)));
        return Encoding.UTF8.GetBytes(document.OuterXml);
    }

    /// <summary>Checks a document signed by <see cref="SignEnveloped"/>. Never throws on any bytes.</summary>
    public static SignatureVerdict VerifyEnveloped(ReadOnlyMemory<byte> xml, TrustedSigners trusted, DateTimeOffset? at = null)
    {
        if (SafeXml.Load(xml) is not { DocumentElement: { } root } || Only(root) is not { } signature)
            return new SignatureVerdict(SignatureStatus.Malformed, "The document does not hold exactly one signature.");
        return EnvelopedCheck.Run(root, signature, trusted, at);
    }

    private static XmlElement? Only(XmlElement root)
    {
        var found = root.GetElementsByTagName("Signature", MinistrySignature.Namespace);
        return found.Count == 1 ? (XmlElement?)found[0] : null;
    }

    /// <summary>Only the declaration stays: comments and instructions outside the root would be signed differently by different tools.</summary>
    private static void RemoveBesideRoot(XmlDocument document)
    {
        foreach (var node in document.ChildNodes.Cast<XmlNode>().Where(n => n is XmlProcessingInstruction or XmlComment).ToArray())
            document.RemoveChild(node);
    }

    private static XmlElement Place(XmlDocument document, XmlElement root)
    {
        // On the root where possible: some verifiers look for the namespaces of SignedInfo there and nowhere else.
        Declare(root, "ext", Extensions);
        Declare(root, "ds", MinistrySignature.Namespace);
        var extensions = document.CreateElement("ext", "UBLExtensions", Extensions);
        root.PrependChild(extensions);
        var content = extensions.AppendChild(document.CreateElement("ext", "UBLExtension", Extensions))!
            .AppendChild(document.CreateElement("ext", "ExtensionContent", Extensions))!;
        Declare(extensions, "ext", Extensions);
        var signature = document.CreateElement("ds", "Signature", MinistrySignature.Namespace);
        Declare(signature, "ds", MinistrySignature.Namespace);
        content.AppendChild(signature);
        return signature;
    }

    /// <summary>Declares a prefix unless it is in force already, or stands for something else at the root.</summary>
    private static void Declare(XmlElement element, string prefix, string uri)
    {
        var inForce = element.HasAttribute($"xmlns:{prefix}") || element.ParentNode is not XmlElement above ? element.GetAttribute($"xmlns:{prefix}") : above.GetNamespaceOfPrefix(prefix);
        if (inForce != uri && (inForce.Length == 0 || element.NamespaceURI == uri))
            element.SetAttribute($"xmlns:{prefix}", uri);
    }

    private static XmlElement SignedInfo(XmlDocument document)
    {
        var info = Element(document, "SignedInfo");
        info.AppendChild(Method(document, "CanonicalizationMethod", CanonicalXml.Algorithm));
        info.AppendChild(Method(document, "SignatureMethod", SignatureAlgorithm.RsaSha256.Uri()));
        var reference = Element(document, "Reference");
        reference.SetAttribute("URI", "");
        reference.AppendChild(Element(document, "Transforms"))!.AppendChild(Method(document, "Transform", Enveloped));
        reference.AppendChild(Method(document, "DigestMethod", MinistrySignature.Sha256Digest));
        reference.AppendChild(Element(document, "DigestValue", ""));
        info.AppendChild(reference);
        return info;
    }

    private static XmlElement Method(XmlDocument document, string name, string algorithm)
    {
        var element = Element(document, name);
        element.SetAttribute("Algorithm", algorithm);
        return element;
    }

    private static XmlElement Element(XmlDocument document, string name, string? text = null)
    {
        var element = document.CreateElement("ds", name, MinistrySignature.Namespace);
        if (text is not null)
            element.InnerText = text;
        return element;
    }

    /// <summary>The steps of verification, in the order in which they can fail.</summary>
    private static class EnvelopedCheck
    {
        public static SignatureVerdict Run(XmlElement root, XmlElement signature, TrustedSigners trusted, DateTimeOffset? at)
        {
            var form = new SignatureVerdict(SignatureStatus.Unsupported, "The signature does not have the form that is written here.");
            if (SignatureFile.Parts(signature) is not { } parts || !HasOwnForm(parts.SignedInfo))
                return form;
            using var certificate = MinistrySignature.Certificate(parts.Certificate);
            if (certificate is null)
                return form;
            var signer = CertificateNames.Identify(certificate);
            var digest = SHA256.HashData(CanonicalXml.Of(root, skip: e => ReferenceEquals(e, signature)));
            if (!CryptographicOperations.FixedTimeEquals(digest, parts.Digest))
                return new SignatureVerdict(SignatureStatus.ContentAltered, "The document is not the one that was signed.", signer);
            return MinistrySignature.Judge(certificate, parts, signer, trusted, at);
        }

        private static bool HasOwnForm(XmlElement info)
        {
            var transforms = info.GetElementsByTagName("Transform", MinistrySignature.Namespace);
            return transforms.Count == 1 && ((XmlElement)transforms[0]!).GetAttribute("Algorithm") == Enveloped
                && ((XmlElement)info.GetElementsByTagName("Reference", MinistrySignature.Namespace)[0]!).GetAttribute("URI").Length == 0
                && ((XmlElement)info.GetElementsByTagName("SignatureMethod", MinistrySignature.Namespace)[0]!).GetAttribute("Algorithm") == SignatureAlgorithm.RsaSha256.Uri();
        }
    }
}
