namespace Cerniq.EInvoicing.Tax;

/// <summary>The one rounding of amounts: two decimals, halves away from zero, as Romanian accounting and EN 16931 examples do.</summary>
public static class Money
{
    /// <summary>Decimals of every amount on an invoice (BR-DEC rules). Unit prices and quantities may have more.</summary>
    public const int Decimals = 2;

    /// <summary>The largest amount, price or quantity that is computed with; products of two stay inside <see cref="decimal"/>.</summary>
    public const decimal Limit = 1_000_000_000_000m;

    /// <summary>Rounds to two decimals: 0.125 is 0.13, -0.125 is -0.13.</summary>
    public static decimal Round(decimal value) => Math.Round(value, Decimals, MidpointRounding.AwayFromZero);

    /// <summary>True when <paramref name="value"/> has no digits beyond the second decimal.</summary>
    public static bool HasTwoDecimals(decimal value) => value == Round(value);

    /// <summary>VAT on <paramref name="taxable"/> at <paramref name="ratePercent"/> per cent, rounded (BR-CO-17).</summary>
    public static decimal Vat(decimal taxable, decimal ratePercent) => Round(taxable * ratePercent / 100m);
}
