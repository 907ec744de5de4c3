using System.Diagnostics.CodeAnalysis;

namespace Cerniq.EInvoicing.Identity;

/// <summary>Why a text is not a Romanian tax identification code.</summary>
public enum CuiFault
{
    /// <summary>The text is a valid code.</summary>
    None,

    /// <summary>Nothing was given.</summary>
    Empty,

    /// <summary>Something other than digits after an optional <c>RO</c>.</summary>
    NotDigits,

    /// <summary>Fewer than 2 or more than 10 digits, or a leading zero.</summary>
    Length,

    /// <summary>The last digit does not follow from the others: almost always a typing error.</summary>
    CheckDigit,
}

/// <summary>
/// A Romanian tax identification code (CUI/CIF): 2 to 10 digits, the last one a check digit.
/// The VAT identifier of a registered payer is the same code after <c>RO</c>.
/// </summary>
/// <remarks>ANAF refuses an invoice whose seller fails this check with its own rule <c>R_BT_32_cui</c>.</remarks>
public readonly record struct Cui
{
    private const string Key = "753217532";
    private readonly string? _digits;

    private Cui(string digits, bool hasRoPrefix) => (_digits, HasRoPrefix) = (digits, hasRoPrefix);

    /// <summary>The digits alone, for example <c>14399840</c>.</summary>
    public string Digits => _digits ?? string.Empty;

    /// <summary>True when the text it was read from carried the VAT prefix <c>RO</c>.</summary>
    public bool HasRoPrefix { get; }

    /// <summary>The code as a VAT identifier (BT-31, BT-48): <c>RO14399840</c>.</summary>
    public string VatId => "RO" + Digits;

    /// <summary>Reads a code with or without <c>RO</c>; spaces, dots and dashes between digits are forgiven.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Cui cui) => Diagnose(text, out cui) == CuiFault.None;

    /// <summary>True when <paramref name="text"/> is a code whose check digit is right.</summary>
    public static bool IsValid([NotNullWhen(true)] string? text) => TryParse(text, out _);

    /// <summary>
    /// The digits of a code that may be wrong, to compare it with another: without <c>RO</c>, spaces, dots and dashes.
    /// Whatever else stands there stays.
    /// </summary>
    public static string DigitsOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var code = Compact(text);
        return code.StartsWith("RO", StringComparison.OrdinalIgnoreCase) ? code[2..] : code;
    }

    /// <summary>Says what is wrong with <paramref name="text"/>; <see cref="CuiFault.None"/> when nothing is.</summary>
    public static CuiFault Diagnose(string? text) => Diagnose(text, out _);

    /// <summary>The check digit that belongs to <paramref name="body"/>, a code without its last digit.</summary>
    /// <exception cref="ArgumentException">Not 1 to 9 digits.</exception>
    public static int CheckDigit(ReadOnlySpan<char> body)
    {
        if (body.Length is 0 or > 9 || body.ContainsAnyExceptInRange('0', '9'))
            throw new ArgumentException("1 to 9 digits expected.", nameof(body));
        var sum = 0;
        var offset = Key.Length - body.Length;
        for (var i = 0; i < body.Length; i++)
            sum += (body[i] - '0') * (Key[offset + i] - '0');
        return sum * 10 % 11 % 10;
    }

    /// <inheritdoc/>
    public override string ToString() => HasRoPrefix ? VatId : Digits;

    private static CuiFault Diagnose(string? text, out Cui cui)
    {
        cui = default;
        var compact = Compact(text);
        if (compact.Length == 0)
            return CuiFault.Empty;
        var prefixed = compact.StartsWith("RO", StringComparison.OrdinalIgnoreCase);
        var digits = prefixed ? compact[2..] : compact;
        if (digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return CuiFault.NotDigits;
        if (digits.Length is < 2 or > 10 || digits[0] == '0')
            return CuiFault.Length;
        if (CheckDigit(digits.AsSpan(0, digits.Length - 1)) != digits[^1] - '0')
            return CuiFault.CheckDigit;
        cui = new Cui(digits, prefixed);
        return CuiFault.None;
    }

    private static string Compact(string? text) =>
        text is null ? string.Empty : string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not ('.' or '-')));
}
