using Cerniq.Functions.Services;

namespace Cerniq.Functions.Revolut;

/// <summary>Money counted in the smallest unit of its currency, as the older webhook scheme writes it. It is turned into major units
/// where it is read, and goes no further.</summary>
public static class MinorUnits
{
    private static readonly decimal[] Units = [1m, 10m, 100m, 1000m];

    /// <summary>12345 of RON are 123.45; of JPY they are 12345.</summary>
    public static decimal ToMajor(decimal minor, string currency) => minor / Units[Currencies.Decimals(currency)];
}
