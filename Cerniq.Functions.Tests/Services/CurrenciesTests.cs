using Cerniq.Functions.Revolut;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Tests.Services;

public sealed class CurrenciesTests
{
    [Theory]
    [InlineData(100, "RON", "100.00 RON")]
    [InlineData(1500, "JPY", "1500 JPY")]
    [InlineData(12.345, "KWD", "12.345 KWD")]
    [InlineData(7, "KWD", "7.000 KWD")]
    [InlineData(-0.5, "EUR", "-0.50 EUR")]
    [InlineData(0.125, "RON", "0.125 RON")]
    public void Writes_amounts_for_people_with_the_decimals_of_their_currency_and_hides_none(double amount, string currency, string text) =>
        Currencies.Text((decimal)amount, currency).ShouldBe(text);

    [Fact]
    public void Zeros_that_were_carried_along_are_not_shown() => Currencies.Text(1500.000m, "JPY").ShouldBe("1500 JPY");

    [Theory]
    [InlineData(10.5, "JPY", false)]
    [InlineData(10, "JPY", true)]
    [InlineData(10.55, "RON", true)]
    [InlineData(10.555, "RON", false)]
    [InlineData(10.555, "BHD", true)]
    public void Knows_how_many_decimals_each_can_hold(double amount, string currency, bool isWhole) =>
        Currencies.IsWhole((decimal)amount, currency).ShouldBe(isWhole);

    [Theory]
    [InlineData(12345, "RON", 123.45)]
    [InlineData(12345, "JPY", 12345)]
    [InlineData(12345, "KWD", 12.345)]
    public void Minor_units_become_major_ones_by_the_same_table(int minor, string currency, double major) =>
        MinorUnits.ToMajor(minor, currency).ShouldBe((decimal)major);
}
