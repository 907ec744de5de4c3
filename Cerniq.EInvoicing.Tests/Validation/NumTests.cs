using System.Globalization;
using System.Numerics;
using System.Text;
using Cerniq.EInvoicing.Validation.Arithmetic;
using FsCheck;
using FsCheck.Fluent;

namespace Cerniq.EInvoicing.Tests.Validation;

public sealed class NumTests
{
    private static Num Parse(string text) => Num.Parse(Encoding.UTF8.GetBytes(text))!.Value;

    [Theory]
    [InlineData("2.345", "2.35")]
    [InlineData("-2.345", "-2.34")]
    [InlineData("-2.355", "-2.35")]
    [InlineData("0.005", "0.01")]
    [InlineData("-0.005", "0")]
    [InlineData("123456789012345678901234567890.125", "123456789012345678901234567890.13")]
    [InlineData("-123456789012345678901234567890.125", "-123456789012345678901234567890.12")]
    public void Cents_are_rounded_with_halves_up(string from, string to) => Parse(from).RoundCents().CompareTo(Parse(to)).ShouldBe(0);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("1e5")]
    [InlineData("NaN")]
    public void What_is_no_number_is_null(string text) => Num.Parse(Encoding.UTF8.GetBytes(text)).ShouldBeNull();

    [Fact]
    public void Small_and_large_numbers_obey_the_same_arithmetic()
    {
        // Each operand is one that fits a decimal, or the same with forty digits more: sums and products must agree with whole numbers.
        Prop.ForAll<long, long, bool>((a, b, grow) =>
        {
            var factor = BigInteger.Pow(10, grow ? 40 : 0);
            var (x, y) = (Parse(Cents(a * factor)), Parse(Cents(b * factor)));
            return (x + y).CompareTo(Parse(Cents((a * factor) + (b * factor)))) == 0
                && (x - y).CompareTo(Parse(Cents((a * factor) - (b * factor)))) == 0
                && (x * y).CompareTo(Parse(Scaled(a * factor * b * factor, 4))) == 0
                && x.CompareTo(y) == (a * factor).CompareTo(b * factor)
                && (x == y) == (a == b) && (!(x == y) || x.GetHashCode() == y.GetHashCode());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_double_is_compared_by_its_exact_value()
    {
        // 0.1 as a double is a little more than a tenth, 0.3 a little less than three.
        Parse("0.1").CompareDouble(0.1).ShouldBeGreaterThan(0);
        Parse("0.3").CompareDouble(0.3).ShouldBeLessThan(0);
        Parse("0.5").CompareDouble(0.5).ShouldBe(0);
        Parse("1024").CompareDouble(1024).ShouldBe(0);
    }

    private static string Cents(BigInteger value) => Scaled(value, 2);

    private static string Scaled(BigInteger value, int scale)
    {
        var digits = BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{(value.Sign < 0 ? "-" : "")}{digits[..^scale]}.{digits[^scale..]}";
    }
}
