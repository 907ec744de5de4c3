namespace Cerniq.Functions.Tenants;

/// <summary>The check digits of a Romanian company code (CUI): key 753217532 from the right, modulo 11.</summary>
internal static class RomanianCui
{
    private const string Weights = "753217532";

    public static bool IsValid(string text)
    {
        var digits = Digits(text);
        if (digits.Length is < 2 or > 10 || !digits.All(char.IsAsciiDigit) || digits[0] == '0')
        {
            return false;
        }

        var body = digits[..^1].PadLeft(Weights.Length, '0');
        var sum = body.Select((digit, i) => (digit - '0') * (Weights[i] - '0')).Sum();
        return sum * 10 % 11 % 10 == digits[^1] - '0';
    }

    /// <summary>The code without RO.</summary>
    public static string Digits(string text) =>
        text.StartsWith("RO", StringComparison.OrdinalIgnoreCase) ? text[2..].Trim() : text.Trim();
}

/// <summary>The check digits of an IBAN: ISO 7064, modulo 97.</summary>
internal static class Iban
{
    public static bool IsValid(string text)
    {
        var iban = text.Replace(" ", "", StringComparison.Ordinal);
        if (iban.Length is < 15 or > 34 || !iban.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c)))
        {
            return false;
        }

        var rest = 0;
        foreach (var c in iban[4..] + iban[..4])
        {
            rest = char.IsAsciiDigit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
        }

        return rest == 1;
    }
}
