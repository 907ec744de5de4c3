using System.Xml;
using System.Xml.Linq;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Anaf;

/// <summary>The <c>header</c> element that upload and stareMesaj answer with.</summary>
internal sealed record AnafHeader(IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> Messages)
{
    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);

    /// <summary>Null when the body is no such header.</summary>
    public static AnafHeader? Read(ServiceReply reply)
    {
        if (reply.Kind != BodyKind.Xml)
        {
            return null;
        }

        try
        {
            using var text = new StringReader(reply.Text());
            using var reader = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var root = XElement.Load(reader);
            return root.Name.LocalName == "header" ? Of(root) : null;
        }
        catch (XmlException)
        {
            // Half a document: the caller reports what it cannot read.
            return null;
        }
    }

    private static AnafHeader Of(XElement root) => new(
        root.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration)
            .ToDictionary(attribute => attribute.Name.LocalName, attribute => attribute.Value, StringComparer.Ordinal),
        root.Elements().Where(element => element.Name.LocalName is "Errors" or "Error" or "Eroare")
            .Select(element => element.Attributes().FirstOrDefault(attribute => attribute.Name.LocalName == "errorMessage")?.Value ?? element.Value)
            .Select(message => message.Trim())
            .ToList());
}
