using System.Text;

namespace Cerniq.Cli.Migration;

/// <summary>Cuts a CSV (RFC 4180) into its rows.</summary>
internal static class CsvRows
{
    private const string Columns = "id, number, efactura_sent, efactura_id, efactura_sent_date, efactura_response, or those of anaf_queue";

    public static (PastRows? Read, FileFault? WhyNot) Read(ReadOnlyMemory<byte> csv)
    {
        var (heading, records, whyNot) = Split(csv);
        if (whyNot is not null)
            return (null, whyNot);
        if (!Names(heading!).Any(name => name is "id" or "invoice_id"))
            return (null, new FileFault(heading!.Line, NoId(heading)));
        if (records.Count == 0)
            return (null, new FileFault(heading!.Line, "there are no rows in it"));
        byte[] opening = [.. heading!.Text.Span, (byte)'\n'];
        var rows = records.Select((record, index) => new PastRow(index + 1, record.Line, record.Text, Fault(record, heading))).ToList();
        return (new PastRows(rows, PastRows.Csv, opening, (byte)'\n', (byte)'\n'), null);
    }

    /// <summary>The heading and what follows it, without blank lines.</summary>
    public static (CsvRecord? Heading, IReadOnlyList<CsvRecord> Records, FileFault? WhyNot) Split(ReadOnlyMemory<byte> csv)
    {
        var scanner = new CsvScanner(csv);
        var records = new List<CsvRecord>();
        while (scanner.Next() is { } record)
        {
            if (record.UnclosedAt is { } line)
                return (null, [], new FileFault(line, "a quotation mark opens here and is never closed; one inside a cell is written twice"));
            if (!record.IsBlank)
                records.Add(record);
        }

        return records.Count == 0 ? (null, [], new FileFault(1, "there is nothing in it")) : (records[0], records[1..], null);
    }

    /// <summary>The columns' names, in lower case.</summary>
    public static IEnumerable<string> Names(CsvRecord heading) =>
        Encoding.UTF8.GetString(heading.Text.Span).Split(',').Select(name => name.Trim().Trim('"').Trim().ToLowerInvariant());

    /// <summary>Said of a heading that has not the columns it should.</summary>
    public static string Separated(CsvRecord heading, string otherwise) =>
        heading.Cells > 1 ? otherwise
        : heading.Text.Span.Contains((byte)';') ? "the columns are separated by semicolons; commas are expected"
        : heading.Text.Span.Contains((byte)'\t') ? "the columns are separated by tabs; commas are expected"
        : otherwise;

    private static string NoId(CsvRecord heading) =>
        Separated(heading, $"the first line has no column id or invoice_id; it names the columns: {Columns}");

    /// <summary>A cell too many means that a comma stands unquoted, and all after it would be read as something else.</summary>
    private static string? Fault(CsvRecord row, CsvRecord heading) =>
        row.LastFilled > heading.Cells ? $"it has {row.LastFilled} cells where the heading has {heading.Cells}: a cell with a comma in it stands between quotation marks" : null;
}
