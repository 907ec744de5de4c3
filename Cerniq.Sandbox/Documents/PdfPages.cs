using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Cerniq.Sandbox.Documents;

/// <summary>Counts the pages of a PDF: the page objects that stand in the open, and those inside compressed object streams.</summary>
internal static partial class PdfPages
{
    /// <summary>The number of pages; 0 when the bytes are no readable PDF.</summary>
    public static int Count(byte[] pdf)
    {
        var text = Encoding.Latin1.GetString(pdf);
        return Page().Count(text) + ObjectStreams(text).Sum(static objects => Page().Count(objects));
    }

    private static IEnumerable<string> ObjectStreams(string text)
    {
        foreach (Match match in ObjectStream().Matches(text))
        {
            var start = match.Index + match.Length;
            var end = text.IndexOf("endstream", start, StringComparison.Ordinal);
            if (end > start && Inflate(Encoding.Latin1.GetBytes(text[start..end])) is { } objects)
            {
                yield return objects;
            }
        }
    }

    private static string? Inflate(byte[] bytes)
    {
        try
        {
            using var stream = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return reader.ReadToEnd();
        }
        catch (InvalidDataException)
        {
            // Another filter than Flate: its pages are not counted.
            return null;
        }
    }

    [GeneratedRegex(@"/Type\s*/Page(?![A-Za-z])", RegexOptions.None, 5000)]
    private static partial Regex Page();

    [GeneratedRegex(@"<<[^>]*/Type\s*/ObjStm[^>]*>>\s*stream\r?\n", RegexOptions.None, 5000)]
    private static partial Regex ObjectStream();
}
