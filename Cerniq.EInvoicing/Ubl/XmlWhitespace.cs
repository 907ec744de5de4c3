namespace Cerniq.EInvoicing.Ubl;

/// <summary>The four characters XML calls white space. A no-break space is text, to XML and to the rules.</summary>
internal static class XmlWhitespace
{
    private const string Characters = " \t\r\n";

    public static ReadOnlySpan<char> Trim(string text) => text.AsSpan().Trim(Characters);

    /// <summary>True for null, nothing, or white space alone.</summary>
    public static bool IsBlank(string? text) => text is null || Trim(text).IsEmpty;

    /// <summary>Without outer white space; null when nothing is left.</summary>
    public static string? TrimToNull(string? text)
    {
        if (text is null)
            return null;
        var trimmed = Trim(text);
        return trimmed.IsEmpty ? null : trimmed.Length == text.Length ? text : trimmed.ToString();
    }
}
