using System.Globalization;
using System.Text;

namespace Cerniq.Sandbox.Documents;

/// <summary>A small PDF of plain text in Helvetica, one of the fonts every reader brings, so that no font file is needed.
/// Text is uncompressed and without diacritics.</summary>
internal static class PdfText
{
    private const int LinesPerPage = 58;

    public static byte[] Write(IEnumerable<string> lines) => WritePages(lines.Chunk(LinesPerPage));

    public static byte[] WritePages(IEnumerable<string[]> leaves)
    {
        var pages = leaves.ToList();
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Kids [{string.Join(' ', pages.Select((_, i) => $"{4 + i * 2} 0 R"))}] /Count {pages.Count} >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        };
        for (var i = 0; i < pages.Count; i++)
        {
            var content = Content(pages[i]);
            objects.Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + i * 2} 0 R >>");
            objects.Add($"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        }

        return Assemble(objects);
    }

    private static string Content(string[] lines)
    {
        var content = new StringBuilder("BT /F1 10 Tf 50 800 Td 13 TL");
        foreach (var line in lines)
        {
            content.Append(CultureInfo.InvariantCulture, $"\n({Escape(line)}) Tj T*");
        }

        return content.Append("\nET").ToString();
    }

    private static byte[] Assemble(List<string> objects)
    {
        var file = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var i = 0; i < objects.Count; i++)
        {
            offsets.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var start = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        offsets.ForEach(offset => file.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n"));
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(file.ToString());
    }

    private static string Escape(string line)
    {
        var text = new StringBuilder(line.Length);
        foreach (var c in line.Normalize(NormalizationForm.FormD).Where(static c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark))
        {
            text.Append(c switch
            {
                '(' => "\\(",
                ')' => "\\)",
                '\\' => "\\\\",
                '–' or '—' => "-",
                '„' or '”' or '“' => "\"",
                < ' ' => " ",
                > '~' => "?",
                _ => c.ToString(),
            });
        }

        return text.ToString();
    }
}
