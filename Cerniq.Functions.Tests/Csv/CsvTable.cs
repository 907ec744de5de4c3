using System.Text;

namespace Cerniq.Functions.Tests.Csv;

/// <summary>Reads a table as RFC 4180 has it, or as a spreadsheet set to another separator would.</summary>
internal static class CsvTable
{
    public static IReadOnlyList<string[]> Read(string text, char separator = ',')
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (c == separator || c is '\r' or '\n')
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (c != separator)
                {
                    i += c == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 1 : 0;
                    rows.Add([.. row]);
                    row.Clear();
                }
            }
            else
            {
                cell.Append(c);
            }
        }

        return rows;
    }
}
