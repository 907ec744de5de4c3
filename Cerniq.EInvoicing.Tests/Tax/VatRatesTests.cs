using Cerniq.EInvoicing.Tax;

namespace Cerniq.EInvoicing.Tests.Tax;

public sealed class VatRatesTests
{
    [Theory]
    [InlineData("2010-06-30", 19)]
    [InlineData("2010-07-01", 24)]
    [InlineData("2015-12-31", 24)]
    [InlineData("2016-01-01", 20)]
    [InlineData("2016-12-31", 20)]
    [InlineData("2017-01-01", 19)]
    [InlineData("2025-07-31", 19)]
    [InlineData("2025-08-01", 21)]
    [InlineData("2030-01-01", 21)]
    public void Standard_rate_changes_with_the_law(string day, int rate) => VatRates.Standard(DateOnly.Parse(day)).ShouldBe(rate);

    [Theory]
    [InlineData(19, "2025-07-31", true)]
    [InlineData(19, "2025-08-01", false)]
    [InlineData(21, "2025-07-31", false)]
    [InlineData(21, "2025-08-01", true)]
    [InlineData(11, "2025-07-31", false)]
    [InlineData(11, "2025-08-01", true)]
    [InlineData(5, "2025-07-31", true)]
    [InlineData(5, "2025-08-01", false)]
    [InlineData(9, "2025-07-31", true)]
    [InlineData(9, "2025-08-01", true)]
    [InlineData(9, "2026-07-31", true)]
    [InlineData(9, "2026-08-01", false)]
    [InlineData(0, "2026-01-01", false)]
    [InlineData(20, "2026-01-01", false)]
    public void A_rate_is_legal_on_its_days_only(int rate, string day, bool legal)
    {
        VatRates.IsLegal(rate, DateOnly.Parse(day)).ShouldBe(legal);
        VatRates.Check(rate, DateOnly.Parse(day)).Legal.ShouldBe(legal);
    }

    [Fact]
    public void A_wrong_rate_is_answered_with_the_right_ones() =>
        VatRates.Check(19m, new DateOnly(2025, 8, 1)).Reason.ShouldBe("19 % applies from 2017-01-01 to 2025-07-31; for the tax point 2025-08-01 use 21 %, 11 %, 9 %.");

    [Fact]
    public void The_transitional_rate_says_what_it_is_for() => VatRates.Check(9m, new DateOnly(2026, 1, 1)).Reason.ShouldContain("homes");

    [Fact]
    public void No_rate_is_invented_before_2000() => Should.Throw<ArgumentOutOfRangeException>(() => VatRates.Standard(new DateOnly(1999, 12, 31)));

    [Theory]
    [InlineData("0.125", "0.13")]
    [InlineData("-0.125", "-0.13")]
    [InlineData("0.124999", "0.12")]
    [InlineData("2.675", "2.68")]
    [InlineData("-2.675", "-2.68")]
    public void Halves_are_rounded_away_from_zero(string value, string rounded) => Money.Round(decimal.Parse(value)).ShouldBe(decimal.Parse(rounded));
}
