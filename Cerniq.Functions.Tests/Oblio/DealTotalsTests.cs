using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using FsCheck;
using FsCheck.Fluent;

namespace Cerniq.Functions.Tests.Oblio;

public class DealTotalsTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    private static readonly Gen<DealItem> Items =
        from quantity in Gen.Choose(1, 100_000)
        from price in Gen.Choose(1, 10_000_000)
        from discount in Gen.Choose(0, 10_000)
        from rate in Gen.Elements<decimal?>(21m, 11m, 0m, null)
        select new DealItem { Quantity = quantity / 100m, UnitPrice = price / 1000m, Discount = discount / 100m, VatRate = rate };

    [Fact]
    public void Adds_up_for_whatever_lines() =>
        Prop.ForAll(
            Gen.NonEmptyListOf(Items).ToArbitrary(),
            items =>
            {
                var totals = DealTotals.Of(items, Today);
                totals.GrandTotal.ShouldBe(totals.Subtotal + totals.VatAmount);
                totals.Subtotal.ShouldBe(totals.Lines.Sum(l => l.NetAmount));
                totals.TotalDiscount.ShouldBe(totals.Lines.Sum(l => l.DiscountAmount));
                totals.Lines.ShouldAllBe(l => decimal.Round(l.NetAmount, 2) == l.NetAmount && l.NetAmount >= 0);
                decimal.Round(totals.VatAmount, 2).ShouldBe(totals.VatAmount);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Computes_vat_on_the_sum_of_a_rate_and_not_by_line()
    {
        // Three lines of 0.02 at 21 %: 0.0126 together is 0.01; by line each would be nothing.
        var totals = DealTotals.Of([Line(0.02m), Line(0.02m), Line(0.02m)], Today);
        totals.VatAmount.ShouldBe(0.01m);
    }

    [Fact]
    public void Rounds_half_away_from_zero() => DealTotals.Of([Line(0.125m)], Today).Subtotal.ShouldBe(0.13m);

    [Theory]
    [InlineData("2025-07-31", 19)]
    [InlineData("2025-08-01", 21)]
    public void Takes_the_standard_rate_of_the_tax_point_when_none_is_named(string taxPoint, int rate) =>
        DealTotals.Of([new DealItem { Quantity = 1, UnitPrice = 100 }], DateOnly.Parse(taxPoint)).Lines[0].VatRate.ShouldBe(rate);

    [Fact]
    public void Takes_zero_per_cent_as_zero()
    {
        var totals = DealTotals.Of([new DealItem { Quantity = 1, UnitPrice = 100, VatRate = 0 }], Today);
        totals.GrandTotal.ShouldBe(100m);
    }

    private static DealItem Line(decimal price) => new() { Quantity = 1, UnitPrice = price, VatRate = 21 };
}
