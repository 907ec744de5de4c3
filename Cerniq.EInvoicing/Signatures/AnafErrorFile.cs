using System.Security;
using System.Text;
using System.Xml;

namespace Cerniq.EInvoicing.Signatures;

/// <summary>
/// The file that takes the invoice's place in the answer to a rejected upload: a header with one or more errors, in the namespace
/// <c>mfp:anaf:dgti:efactura:mesajEroriFactuta:v1</c> (the spelling is ANAF's).
/// </summary>
/// <param name="UploadIndex">The upload index.</param>
/// <param name="IssuerCif">The issuer's tax number without prefix.</param>
/// <param name="Errors">ANAF's messages, all of them, in order.</param>
public sealed record AnafErrorFile(string UploadIndex, string IssuerCif, IReadOnlyList<string> Errors)
{
    private const string Namespace = "mfp:anaf:dgti:efactura:mesajEroriFactuta:v1";

    /// <summary>Reads the file; null when the bytes are something else, for instance the invoice itself.</summary>
    public static AnafErrorFile? TryRead(ReadOnlyMemory<byte> content)
    {
        var root = SafeXml.Load(content)?.DocumentElement;
        if (root is null || root.LocalName != "header")
            return null;
        // Older files call the element Eroare or put the attribute in a namespace.
        var errors = root.ChildNodes.OfType<XmlElement>().Where(e => e.LocalName is "Error" or "Eroare").Select(e => Attribute(e, "errorMessage") ?? e.InnerText);
        return new AnafErrorFile(Attribute(root, "Index_incarcare") ?? "", Attribute(root, "Cif_emitent") ?? "", [.. errors]);
    }

    /// <summary>Writes the file as ANAF does: four spaces, line feeds, one at the end.</summary>
    public byte[] Write()
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n")
            .Append("<header xmlns=\"").Append(Namespace).Append("\" Index_incarcare=\"").Append(SecurityElement.Escape(UploadIndex))
            .Append("\" Cif_emitent=\"").Append(SecurityElement.Escape(IssuerCif)).Append("\">\n");
        foreach (var error in Errors)
            text.Append("    <Error errorMessage=\"").Append(Escape(error)).Append("\"/>\n");
        return Encoding.UTF8.GetBytes(text.Append("</header>\n").ToString());
    }

    private static string Escape(string text) => (SecurityElement.Escape(text) ?? "").Replace("\n", "&#10;", StringComparison.Ordinal).Replace("\t", "&#9;", StringComparison.Ordinal);

    private static string? Attribute(XmlElement element, string name) =>
        element.Attributes.Cast<XmlAttribute>().FirstOrDefault(a => a.LocalName == name)?.Value;
}
