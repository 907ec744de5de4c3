namespace Cerniq.Functions.Revolut;

/// <summary>Money counted in the smallest unit of its currency, as the older webhook scheme writes it. It is turned into major units
/// where it is read, and goes no further.</summary>
public static class MinorUnits
{
    private const int UsualDecimals = 2;

    /// <summary>ISO 4217: the currencies with another number of decimals than two.</summary>
    private static readonly Dictionary<string, int> Decimals = new(StringComparer.Ordinal)
    {
        ["BIF"] = 0, ["CLP"] = 0, ["DJF"] = 0, ["GNF"] = 0, ["ISK"] = 0, ["JPY"] = 0, ["KMF"] = 0, ["KRW"] = 0, ["PYG"] = 0,
        ["RWF"] = 0, ["UGX"] = 0, ["UYI"] = 0, ["VND"] = 0, ["VUV"] = 0, ["XAF"] = 0, ["XOF"] = 0, ["XPF"] = 0,
        ["BHD"] = 3, ["IQD"] = 3, ["JOD"] = 3, ["KWD"] = 3, ["LYD"] = 3, ["OMR"] = 3, ["TND"] = 3,
    };

    private static readonly decimal[] Units = [1m, 10m, 100m, 1000m];

    /// <summary>How many decimals the currency has.</summary>
    public static int DecimalsOf(string currency) => Decimals.GetValueOrDefault(currency, UsualDecimals);

    /// <summary>True when the amount has no more decimals than its currency.</summary>
    /// <param name="amount">In major units.</param>
    public static bool IsWhole(decimal amount, string currency) => decimal.Round(amount, DecimalsOf(currency)) == amount;

    /// <summary>12345 of RON are 123.45; of JPY they are 12345.</summary>
    public static decimal ToMajor(decimal minor, string currency) => minor / Units[DecimalsOf(currency)];
}
