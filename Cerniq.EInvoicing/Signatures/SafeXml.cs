using System.Xml;

namespace Cerniq.EInvoicing.Signatures;

/// <summary>Loads XML that comes from outside: no document type definition, nothing fetched, size and depth bounded.</summary>
internal static class SafeXml
{
    private const int LargestBytes = 16 * 1024 * 1024;

    /// <summary>Elements are walked recursively; deeper nesting is refused before that could exhaust the stack.</summary>
    private const int DeepestElement = 100;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = LargestBytes,
        MaxCharactersFromEntities = 1024,
        CloseInput = true,
    };

    /// <summary>The document, or null when the bytes are not acceptable XML.</summary>
    public static XmlDocument? Load(ReadOnlyMemory<byte> xml)
    {
        if (xml.Length > LargestBytes)
            return null;
        try
        {
            if (!IsShallow(xml))
                return null;
            var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
            using var reader = Open(xml);
            document.Load(reader);
            return document;
        }
        catch (Exception e) when (e is XmlException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            // Malformed, or in an encoding this machine does not know.
            return null;
        }
    }

    private static bool IsShallow(ReadOnlyMemory<byte> xml)
    {
        using var reader = Open(xml);
        while (reader.Read())
            if (reader.Depth > DeepestElement)
                return false;
        return true;
    }

    private static XmlReader Open(ReadOnlyMemory<byte> xml) => XmlReader.Create(new MemoryStream(xml.ToArray(), writable: false), Settings);
}
