using Cerniq.EInvoicing.Identity;

namespace Cerniq.EInvoicing.Tests.Identity;

public sealed class CuiTests
{
    [Theory]
    [InlineData("34283300")]
    [InlineData("38744563")]
    [InlineData("22354360")]
    [InlineData("14399840")]
    [InlineData("8000000000")]
    [InlineData("12345674")]
    [InlineData("RO14399840")]
    [InlineData("ro 14399840")]
    [InlineData(" RO 143.998.40 ")]
    public void Accepts_a_code_whose_check_digit_is_right(string text) => Cui.IsValid(text).ShouldBeTrue();

    [Theory]
    [InlineData(null, CuiFault.Empty)]
    [InlineData("  ", CuiFault.Empty)]
    [InlineData("RO", CuiFault.Length)]
    [InlineData("7", CuiFault.Length)]
    [InlineData("12345678901", CuiFault.Length)]
    [InlineData("014399840", CuiFault.Length)]
    [InlineData("12345678", CuiFault.CheckDigit)]
    [InlineData("RO87654321", CuiFault.CheckDigit)]
    [InlineData("DE14399840", CuiFault.NotDigits)]
    [InlineData("1439984O", CuiFault.NotDigits)]
    [InlineData("٣٤٢٨٣٣٠٠", CuiFault.NotDigits)]
    public void Says_why_a_text_is_not_a_code(string? text, CuiFault fault) => Cui.Diagnose(text).ShouldBe(fault);

    [Fact]
    public void Knows_the_digits_the_prefix_and_the_VAT_identifier()
    {
        Cui.TryParse("RO 14399840", out var cui).ShouldBeTrue();
        cui.Digits.ShouldBe("14399840");
        cui.HasRoPrefix.ShouldBeTrue();
        cui.VatId.ShouldBe("RO14399840");
        cui.ToString().ShouldBe("RO14399840");
        Cui.TryParse("14399840", out cui).ShouldBeTrue();
        cui.ToString().ShouldBe("14399840");
    }

    [Fact]
    public void Every_body_has_exactly_one_check_digit()
    {
        for (var body = 1; body < 2000; body++)
        {
            var expected = Cui.CheckDigit(body.ToString());
            for (var digit = 0; digit <= 9; digit++)
                Cui.IsValid($"{body}{digit}").ShouldBe(digit == expected);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("1234567890")]
    [InlineData("12x")]
    public void A_check_digit_is_computed_of_one_to_nine_digits(string body) => Should.Throw<ArgumentException>(() => Cui.CheckDigit(body));

    [Theory]
    [InlineData("RO14399840", "14399840")]
    [InlineData(" ro 14.399-840 ", "14399840")]
    [InlineData("14399840", "14399840")]
    [InlineData("X1", "X1")]
    public void Two_ways_to_write_a_code_have_the_same_digits(string text, string digits) => Cui.DigitsOf(text).ShouldBe(digits);
}
