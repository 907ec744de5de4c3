using System.Diagnostics.CodeAnalysis;

namespace Cerniq.EInvoicing.Identity;

/// <summary>A Romanian personal numeric code (CNP): 13 digits with a birth date and a check digit.</summary>
/// <remarks>
/// Codes that begin with 9 are fiscal numbers (NIF) of foreign persons, not CNPs. Thirteen zeros satisfy the
/// arithmetic and stand on an invoice for a consumer who gave no code: <see cref="Placeholder"/>, never a person.
/// </remarks>
public readonly record struct Cnp
{
    /// <summary>Written as the buyer's code when a natural person gave none (OUG 138/2024).</summary>
    public const string Placeholder = "0000000000000";

    private const string Weights = "279146358279";
    private readonly string? _digits;

    private Cnp(string digits) => _digits = digits;

    /// <summary>The thirteen digits.</summary>
    public string Digits => _digits ?? string.Empty;

    /// <summary>Reads a CNP; the check digit, the first digit and the date must all be possible.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Cnp cnp)
    {
        cnp = default;
        var digits = text?.Trim();
        if (digits is not { Length: 13 } || digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return false;
        if (digits[0] is '0' or '9' || !DateIsPossible(digits) || CheckDigit(digits) != digits[12] - '0')
            return false;
        cnp = new Cnp(digits);
        return true;
    }

    /// <summary>True when <paramref name="text"/> is a possible CNP with the right check digit.</summary>
    public static bool IsValid([NotNullWhen(true)] string? text) => TryParse(text, out _);

    /// <inheritdoc/>
    public override string ToString() => Digits;

    private static int CheckDigit(string digits)
    {
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++)
            sum += (digits[i] - '0') * (Weights[i] - '0');
        var rest = sum % 11;
        return rest == 10 ? 1 : rest;
    }

    // Residents' codes (7, 8) carry no century, so the leap day is allowed when either century has it.
    private static bool DateIsPossible(string digits)
    {
        var year = Two(digits, 1);
        var month = Two(digits, 3);
        var day = Two(digits, 5);
        if (month is < 1 or > 12 || day < 1)
            return false;
        return digits[0] switch
        {
            '1' or '2' => day <= DateTime.DaysInMonth(1900 + year, month),
            '3' or '4' => day <= DateTime.DaysInMonth(1800 + year, month),
            '5' or '6' => day <= DateTime.DaysInMonth(2000 + year, month),
            _ => day <= Math.Max(DateTime.DaysInMonth(1900 + year, month), DateTime.DaysInMonth(2000 + year, month)),
        };
    }

    private static int Two(string digits, int at) => (digits[at] - '0') * 10 + (digits[at + 1] - '0');
}
