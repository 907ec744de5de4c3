using System.Text;

namespace Cerniq.Functions.EFactura.Migration;

/// <summary>Reads CSV (RFC 4180) whose first line names the columns.</summary>
internal static class CsvTable
{
    /// <summary>Each line by the columns' names, in lower case. Cells that are missing are empty.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(string text)
    {
        var lines = Lines(text.TrimStart('\uFEFF')).Where(line => line.Count > 1 || line[0].Length > 0).ToList();
        if (lines.Count == 0)
        {
            return [];
        }

        var names = lines[0].Select(name => name.Trim().ToLowerInvariant()).ToList();
        return [.. lines.Skip(1).Select(line => names.Distinct(StringComparer.Ordinal).ToDictionary(name => name, name => line.ElementAtOrDefault(names.IndexOf(name)) ?? "", StringComparer.Ordinal))];
    }

    private static IEnumerable<List<string>> Lines(string text)
    {
        var line = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                var isPair = c == '"' && i + 1 < text.Length && text[i + 1] == '"';
                quoted = c != '"' || isPair;
                i += isPair ? 1 : 0;
                cell.Append(quoted ? $"{c}" : "");
            }
            else if (c == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (c is ',' or '\n')
            {
                line.Add(c == '\n' ? cell.ToString().TrimEnd('\r') : cell.ToString());
                cell.Clear();
                if (c == '\n')
                {
                    yield return line;
                    line = [];
                }
            }
            else
            {
                cell.Append(c);
            }
        }

        line.Add(cell.ToString().TrimEnd('\r'));
        yield return line;
    }
}
