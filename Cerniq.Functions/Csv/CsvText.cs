using System.Buffers;
using System.Text;

namespace Cerniq.Functions.Csv;

/// <summary>Text in a table of separated values (RFC 4180) that no spreadsheet takes for a formula.</summary>
public static class CsvText
{
    /// <summary>What a spreadsheet begins to compute at; the wide forms are taken for the narrow ones by some.</summary>
    private const string Formula = "=+-@\t\r\uFF1D\uFF0B\uFF0D\uFF20";

    /// <summary>Where a cell begins: at any of these a spreadsheet set to another separator would begin a new one.</summary>
    private const string Separators = ",;\t\r\n";

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\"\t\r\n");

    /// <summary>A row of text.</summary>
    public static string Row(params ReadOnlySpan<string> fields)
    {
        var row = new StringBuilder();
        for (var i = 0; i < fields.Length; i++)
        {
            row.Append(i == 0 ? "" : ",").Append(Field(fields[i]));
        }

        return row.Append("\r\n").ToString();
    }

    /// <summary>A field as it is written: what a spreadsheet would compute is led by an apostrophe, which makes it text there, also
    /// where the field would be cut apart by a spreadsheet that separates by semicolons or tabs.</summary>
    public static string Field(string text)
    {
        var safe = Safe(text);
        return safe.AsSpan().IndexOfAny(Quoted) < 0 ? safe : '"' + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }

    private static string Safe(string text)
    {
        StringBuilder? safe = null;
        var begins = true;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (begins && Formula.Contains(letter, StringComparison.Ordinal))
            {
                safe ??= new StringBuilder(text, 0, i, text.Length + 8);
                safe.Append('\'');
                begins = false;
            }

            safe?.Append(letter);

            // Blanks and quotes at a cell's beginning are skipped by some.
            begins = Separators.Contains(letter, StringComparison.Ordinal) || (begins && letter is ' ' or '"' or '\u00A0');
        }

        return safe?.ToString() ?? text;
    }
}
