using Cerniq.Sandbox.Oblio;
using FsCheck;
using FsCheck.Fluent;

namespace Cerniq.Functions.Tests.Sandbox.Oblio;

public sealed class OblioTotalsTests
{
    private static Gen<OblioLine> Lines =>
        from price in Gen.Choose(-1_000_00, 1_000_000_00)
        from quantity in Gen.Choose(1, 50_000)
        from rate in Gen.Elements(VatRates.All.ToArray())
        from included in Gen.Elements(true, false)
        select new OblioLine { Name = "P", Price = price / 100m, Quantity = quantity / 1000m, VatName = rate.Name, VatPercentage = rate.Percent, VatIncluded = included };

    [Fact]
    public void Totals_add_up_to_the_cent_and_a_storno_is_their_exact_opposite() => Prop.ForAll(Lines.NonEmptyListOf().ToArbitrary(), static lines =>
    {
        var totals = OblioTotals.Of(lines);
        var storno = OblioTotals.Of(lines.Select(static line => line with { Quantity = -line.Quantity }));
        totals.Total.ShouldBe(totals.Net + totals.Vat);
        totals.Net.ShouldBe(lines.Sum(OblioTotals.NetOf), tolerance: 0.01m * lines.Count);
        totals.Rates.Sum(static rate => rate.Net + rate.Vat).ShouldBe(totals.Total);
        totals.Total.ShouldBe(Math.Round(totals.Total, 2));
        storno.Total.ShouldBe(-totals.Total);
        storno.Vat.ShouldBe(-totals.Vat);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(200, 2, 21, false, 484.00)]
    [InlineData(119, 1, 19, true, 119.00)]
    [InlineData(0.025, 1, 21, false, 0.04)]
    [InlineData(33.33, 3, 11, false, 110.99)]
    public void Known_amounts(double price, double quantity, int percent, bool included, double total) =>
        OblioTotals.Of([new OblioLine { Name = "P", Price = (decimal)price, Quantity = (decimal)quantity, VatName = "x", VatPercentage = percent, VatIncluded = included }])
            .Total.ShouldBe((decimal)total);
}
