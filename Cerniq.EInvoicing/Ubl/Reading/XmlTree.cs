using System.Runtime.InteropServices;
using System.Text;
using System.Xml;

namespace Cerniq.EInvoicing.Ubl.Reading;

/// <summary>Parses the bytes into elements, within bounds.</summary>
internal static class XmlTree
{
    private const string InvoiceNamespace = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
    private const string CreditNoteNamespace = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2";
    private const string BasicNamespace = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
    private const string AggregateNamespace = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
    private const string ExtensionNamespace = "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2";

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = UblReader.MaxBytes,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    public static (UblElement? Root, UblReadProblem? Problem) Parse(ReadOnlyMemory<byte> xml)
    {
        try
        {
            using var reader = DeclaredCodePage(xml.Span) is { } encoding
                ? XmlReader.Create(new StringReader(encoding.GetString(xml.Span)), Settings)
                : XmlReader.Create(Open(xml), Settings);
            return Build(reader);
        }
        catch (XmlException e)
        {
            var isDtd = e.Message.Contains("DTD", StringComparison.Ordinal);
            var message = isDtd ? "The file has a document type declaration, which is never read." : e.Message;
            return (null, new UblReadProblem(isDtd ? UblReadFault.Unsafe : UblReadFault.NotXml, "", e.LineNumber, message));
        }
    }

    // XmlReader alone knows UTF-8, UTF-16, ASCII and Latin 1; Romanian files also come as ISO-8859-2 and windows-1250.
    private static Encoding? DeclaredCodePage(ReadOnlySpan<byte> xml)
    {
        if (!xml.StartsWith("<?xml"u8))
            return null;
        var end = xml.IndexOf("?>"u8);
        var declaration = end < 0 ? [] : xml[..end];
        var at = declaration.IndexOf("encoding"u8);
        if (at < 0)
            return null;
        var value = Encoding.Latin1.GetString(declaration[(at + "encoding".Length)..]).Trim(' ', '\t', '\r', '\n', '=', '"', '\'');
        return CodePagesEncodingProvider.Instance.GetEncoding(value);
    }

    private static MemoryStream Open(ReadOnlyMemory<byte> xml) =>
        MemoryMarshal.TryGetArray(xml, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(xml.ToArray(), writable: false);

    private static (UblElement? Root, UblReadProblem? Problem) Build(XmlReader reader)
    {
        var lines = reader as IXmlLineInfo;
        UblElement? root = null;
        UblElement? current = null;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (reader.Depth >= UblReader.MaxDepth)
                        return (null, new UblReadProblem(UblReadFault.TooLarge, "", lines?.LineNumber ?? 0, $"Elements are nested deeper than {UblReader.MaxDepth}."));
                    var element = Element(reader, lines?.LineNumber ?? 0, current);
                    root ??= element;
                    current?.Add(element);
                    if (element.Space == UblSpace.Extension)
                        SkipContent(reader);
                    else if (!reader.IsEmptyElement)
                        current = element;
                    break;
                case XmlNodeType.EndElement:
                    current = current?.Parent;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace when current is not null:
                    current.Append(reader.Value);
                    break;
            }
        }

        return (root, null);
    }

    private static UblElement Element(XmlReader reader, int line, UblElement? parent)
    {
        var element = new UblElement(Space(reader), reader.LocalName, line, parent);
        if (!reader.HasAttributes)
            return element;
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI.Length == 0)
                element.AddAttribute(reader.LocalName, reader.Value);
        }

        reader.MoveToElement();
        return element;
    }

    // Leaves the reader on the end tag, or on the empty element itself, so that the loop's next Read moves past it.
    private static void SkipContent(XmlReader reader)
    {
        if (reader.IsEmptyElement)
            return;
        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
        }
    }

    private static UblSpace Space(XmlReader reader) => reader.NamespaceURI switch
    {
        BasicNamespace => UblSpace.Basic,
        AggregateNamespace => UblSpace.Aggregate,
        ExtensionNamespace => UblSpace.Extension,
        InvoiceNamespace when reader.LocalName == "Invoice" => UblSpace.Document,
        CreditNoteNamespace when reader.LocalName == "CreditNote" => UblSpace.Document,
        _ => UblSpace.Other,
    };
}
