namespace Cerniq.Sandbox.Companies;

/// <summary>The check digit of a Romanian fiscal code (CUI/CIF).</summary>
internal static class FiscalCode
{
    private static ReadOnlySpan<int> Weights => [7, 5, 3, 2, 1, 7, 5, 3, 2];

    /// <summary>The digits of a code, without RO and blanks; null when something else is left.</summary>
    public static string? Digits(string? code)
    {
        var text = (code ?? "").Replace(" ", "");
        if (text.StartsWith("RO", StringComparison.OrdinalIgnoreCase))
        {
            text = text[2..];
        }

        return text.Length > 0 && text.All(char.IsAsciiDigit) ? text : null;
    }

    public static bool IsValid(string? code)
    {
        var digits = Digits(code);
        if (digits is not { Length: >= 2 and <= 10 })
        {
            return false;
        }

        var padded = digits[..^1].PadLeft(9, '0');
        var sum = 0;
        for (var i = 0; i < 9; i++)
        {
            sum += (padded[i] - '0') * Weights[i];
        }

        return sum * 10 % 11 % 10 == digits[^1] - '0';
    }
}
