using System.Diagnostics.CodeAnalysis;

namespace Cerniq.EInvoicing.Identity;

/// <summary>An international bank account number (ISO 13616): country, two check digits, national account.</summary>
public readonly record struct Iban
{
    private static readonly Dictionary<string, int> Lengths = new(StringComparer.Ordinal)
    {
        ["AD"] = 24, ["AT"] = 20, ["BE"] = 16, ["BG"] = 22, ["CH"] = 21, ["CY"] = 28, ["CZ"] = 24, ["DE"] = 22,
        ["DK"] = 18, ["EE"] = 20, ["ES"] = 24, ["FI"] = 18, ["FR"] = 27, ["GB"] = 22, ["GR"] = 27, ["HR"] = 21,
        ["HU"] = 28, ["IE"] = 22, ["IS"] = 26, ["IT"] = 27, ["LI"] = 21, ["LT"] = 20, ["LU"] = 20, ["LV"] = 21,
        ["MC"] = 27, ["MD"] = 24, ["MT"] = 31, ["NL"] = 18, ["NO"] = 15, ["PL"] = 28, ["PT"] = 25, ["RO"] = 24,
        ["RS"] = 22, ["SE"] = 24, ["SI"] = 19, ["SK"] = 24, ["SM"] = 27, ["TR"] = 26, ["UA"] = 29, ["VA"] = 22,
    };

    private readonly string? _value;

    private Iban(string value) => _value = value;

    /// <summary>The account without spaces, upper case.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>ISO 3166 code of the country that keeps the account.</summary>
    public string Country => Value.Length >= 2 ? Value[..2] : string.Empty;

    /// <summary>Four letters that name the bank in a Romanian account (<c>BTRL</c>, <c>RNCB</c>…); otherwise null.</summary>
    public string? RomanianBank => Country == "RO" ? Value.Substring(4, 4) : null;

    /// <summary>Reads an account, spaces allowed; false when length, alphabet or check digits are wrong.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Iban iban)
    {
        iban = default;
        if (text is null)
            return false;
        var value = string.Concat(text.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        if (!ShapeIsRight(value) || Remainder(value) != 1)
            return false;
        iban = new Iban(value);
        return true;
    }

    /// <summary>True when <paramref name="text"/> is an account whose check digits are right.</summary>
    public static bool IsValid([NotNullWhen(true)] string? text) => TryParse(text, out _);

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool ShapeIsRight(string value)
    {
        if (value.Length is < 15 or > 34 || !value.All(char.IsAsciiLetterOrDigit))
            return false;
        if (!char.IsAsciiLetter(value[0]) || !char.IsAsciiLetter(value[1]) || !char.IsAsciiDigit(value[2]) || !char.IsAsciiDigit(value[3]))
            return false;
        if (Lengths.TryGetValue(value[..2], out var length) && value.Length != length)
            return false;
        return !value.StartsWith("RO", StringComparison.Ordinal) || value.AsSpan(4, 4).IndexOfAnyExceptInRange('A', 'Z') < 0;
    }

    // ISO 7064 MOD 97-10 over the account with its first four characters moved to the end.
    private static int Remainder(string value)
    {
        var rest = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[(i + 4) % value.Length];
            rest = char.IsAsciiDigit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
        }

        return rest;
    }
}
