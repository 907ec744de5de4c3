using System.Text;
using System.Xml;

namespace Cerniq.EInvoicing.Signatures;

/// <summary>Canonical XML 1.0, inclusive, without comments, of one element and what it holds (W3C REC-xml-c14n-20010315).</summary>
internal static class CanonicalXml
{
    public const string Algorithm = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

    private const string Xmlns = "http://www.w3.org/2000/xmlns/", XmlPrefix = "http://www.w3.org/XML/1998/namespace";

    /// <summary>The canonical bytes; elements that <paramref name="skip"/> picks are left out with all they hold.</summary>
    public static byte[] Of(XmlElement apex, Func<XmlElement, bool>? skip = null)
    {
        var text = new StringBuilder();
        Write(text, apex, InScope(apex), new Dictionary<string, string>(StringComparer.Ordinal), isApex: true, skip);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Write(
        StringBuilder text, XmlElement element, SortedDictionary<string, string> declared, Dictionary<string, string> rendered, bool isApex, Func<XmlElement, bool>? skip)
    {
        text.Append('<').Append(element.Name);
        var below = new Dictionary<string, string>(rendered, StringComparer.Ordinal);
        foreach (var (prefix, uri) in declared)
        {
            if (below.GetValueOrDefault(prefix, "") == uri)
                continue;
            below[prefix] = uri;
            text.Append(prefix.Length == 0 ? " xmlns=\"" : $" xmlns:{prefix}=\"");
            AttributeValue(text, uri);
            text.Append('"');
        }
        foreach (var attribute in AttributesOf(element, isApex))
        {
            text.Append(' ').Append(attribute.Name).Append("=\"");
            AttributeValue(text, attribute.Value);
            text.Append('"');
        }
        text.Append('>');
        foreach (XmlNode child in element.ChildNodes)
            Child(text, child, below, skip);
        text.Append("</").Append(element.Name).Append('>');
    }

    private static void Child(StringBuilder text, XmlNode child, Dictionary<string, string> rendered, Func<XmlElement, bool>? skip)
    {
        if (child is XmlElement element)
        {
            if (skip?.Invoke(element) != true)
                Write(text, element, DeclaredOn(element), rendered, isApex: false, skip);
        }
        else if (child is XmlCharacterData and not XmlComment)
        {
            Text(text, child.Value ?? "");
        }
        else if (child is XmlProcessingInstruction instruction)
        {
            text.Append("<?").Append(instruction.Target).Append(string.IsNullOrEmpty(instruction.Data) ? "" : " " + instruction.Data).Append("?>");
        }
    }

    /// <summary>Everything declared on the apex and above it: the apex stands for them all.</summary>
    private static SortedDictionary<string, string> InScope(XmlElement apex)
    {
        var all = DeclaredOn(apex);
        for (var node = apex.ParentNode; node is XmlElement above; node = node.ParentNode)
            foreach (var (prefix, uri) in DeclaredOn(above))
                all.TryAdd(prefix, uri);
        return all;
    }

    private static SortedDictionary<string, string> DeclaredOn(XmlElement element)
    {
        var declared = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (XmlAttribute attribute in element.Attributes)
            if (attribute.NamespaceURI == Xmlns)
                declared[attribute.Prefix.Length == 0 ? "" : attribute.LocalName] = attribute.Value;
        return declared;
    }

    /// <summary>In order of namespace and name; the apex inherits xml: attributes from above.</summary>
    private static IEnumerable<XmlAttribute> AttributesOf(XmlElement element, bool isApex)
    {
        var own = element.Attributes.Cast<XmlAttribute>().Where(a => a.NamespaceURI != Xmlns).ToList();
        for (var node = isApex ? element.ParentNode : null; node is XmlElement above; node = node.ParentNode)
            own.AddRange(above.Attributes.Cast<XmlAttribute>().Where(a => a.NamespaceURI == XmlPrefix && own.TrueForAll(o => o.Name != a.Name)));
        return own.OrderBy(a => a.NamespaceURI, StringComparer.Ordinal).ThenBy(a => a.LocalName, StringComparer.Ordinal);
    }

    private static void AttributeValue(StringBuilder text, string value)
    {
        foreach (var c in value)
            _ = c switch
            {
                '&' => text.Append("&amp;"),
                '<' => text.Append("&lt;"),
                '"' => text.Append("&quot;"),
                '\t' => text.Append("&#x9;"),
                '\n' => text.Append("&#xA;"),
                '\r' => text.Append("&#xD;"),
                _ => text.Append(c),
            };
    }

    private static void Text(StringBuilder text, string value)
    {
        foreach (var c in value)
            _ = c switch
            {
                '&' => text.Append("&amp;"),
                '<' => text.Append("&lt;"),
                '>' => text.Append("&gt;"),
                '\r' => text.Append("&#xD;"),
                _ => text.Append(c),
            };
    }
}
