namespace Cerniq.Functions.EFactura;

/// <summary>A row of comma-separated values (RFC 4180) that no spreadsheet takes for a formula.</summary>
internal static class CsvRow
{
    private const string Formula = "=+-@\t\r";

    public static string Of(params string[] fields) => string.Join(',', fields.Select(Field)) + "\r\n";

    /// <summary>Text that a spreadsheet would compute is led by an apostrophe, which makes it text there.</summary>
    private static string Field(string text)
    {
        var safe = text.Length > 0 && Formula.Contains(text[0], StringComparison.Ordinal) && !decimal.TryParse(text, out _) ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : '"' + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }
}
