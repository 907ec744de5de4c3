using System.Globalization;

namespace Cerniq.Functions.Services;

/// <summary>How many decimals a currency has (ISO 4217, minor units), and amounts written so.</summary>
public static class Currencies
{
    private const int Usual = 2;

    private static readonly HashSet<string> None = new(StringComparer.Ordinal)
    {
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
    };

    private static readonly HashSet<string> Three = new(StringComparer.Ordinal) { "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND" };

    public static int Decimals(string? currency) =>
        currency is null ? Usual : None.Contains(currency) ? 0 : Three.Contains(currency) ? 3 : Usual;

    /// <summary>True when the amount has no more decimals than its currency.</summary>
    /// <param name="amount">In major units.</param>
    public static bool IsWhole(decimal amount, string? currency) => decimal.Round(amount, Decimals(currency)) == amount;

    /// <summary>For people: <c>100.00 RON</c>, <c>1500 JPY</c>, <c>12.345 KWD</c>.</summary>
    public static string Text(decimal amount, string? currency) => $"{Number(amount, currency)} {currency}";

    /// <summary>With the decimals the currency has; more where the amount has more itself, for none is ever hidden.</summary>
    public static string Number(decimal amount, string? currency)
    {
        var places = Math.Max(Decimals(currency), Places(amount));
        return amount.ToString("F" + places.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>Without the zeros at the end.</summary>
    private static int Places(decimal amount) => (amount / 1.000000000000000000000000000000000m).Scale;
}
