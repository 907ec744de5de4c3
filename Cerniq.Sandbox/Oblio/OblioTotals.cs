namespace Cerniq.Sandbox.Oblio;

/// <summary>What one VAT rate amounts to.</summary>
internal sealed record OblioVatTotal(string VatName, decimal VatPercentage, decimal Net, decimal Vat);

/// <summary>A document's amounts: VAT is computed once per rate and rounded to two decimals, half away from zero.</summary>
internal sealed record OblioTotals(decimal Net, decimal Vat, decimal Total, IReadOnlyList<OblioVatTotal> Rates)
{
    public static OblioTotals Of(IEnumerable<OblioLine> lines)
    {
        var rates = lines.GroupBy(static line => (line.VatName, line.VatPercentage)).Select(static group => OfRate(group.Key.VatName, group.Key.VatPercentage, group)).ToList();
        var net = rates.Sum(static rate => rate.Net);
        var vat = rates.Sum(static rate => rate.Vat);
        return new OblioTotals(net, vat, net + vat, rates);
    }

    /// <summary>A line's amount in its own regime: with VAT when its price includes it.</summary>
    public static decimal Amount(OblioLine line) => Round(line.Price * line.Quantity);

    /// <summary>A line's amount without VAT.</summary>
    public static decimal NetOf(OblioLine line) =>
        line.VatIncluded ? Amount(line) - VatInside(Amount(line), line.VatPercentage) : Amount(line);

    public static decimal Round(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);

    private static OblioVatTotal OfRate(string name, decimal percent, IEnumerable<OblioLine> lines)
    {
        var amounts = lines.ToLookup(static line => line.VatIncluded, Amount);
        var net = amounts[false].Sum();
        var gross = amounts[true].Sum();
        var inside = VatInside(gross, percent);
        return new OblioVatTotal(name, percent, net + gross - inside, Round(net * percent / 100m) + inside);
    }

    private static decimal VatInside(decimal gross, decimal percent) => Round(gross * percent / (100m + percent));
}
