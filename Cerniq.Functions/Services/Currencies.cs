namespace Cerniq.Functions.Services;

/// <summary>How many decimals a currency has (ISO 4217, minor units).</summary>
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
}
