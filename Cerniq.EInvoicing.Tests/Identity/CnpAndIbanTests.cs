using Cerniq.EInvoicing.Identity;

namespace Cerniq.EInvoicing.Tests.Identity;

public sealed class CnpAndIbanTests
{
    [Theory]
    [InlineData("1800101221144", true)]
    [InlineData("2960229123457", false)]
    [InlineData("1800101221145", false)]
    [InlineData("1801301221144", false)]
    [InlineData("0000000000000", false)]
    [InlineData("9000000000009", false)]
    [InlineData("180010122114", false)]
    [InlineData("18001012211440", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Judges_a_personal_code(string? text, bool valid) => Cnp.IsValid(text).ShouldBe(valid);

    [Fact]
    public void The_placeholder_passes_the_arithmetic_and_is_still_nobody() => Cnp.TryParse(Cnp.Placeholder, out _).ShouldBeFalse();

    [Theory]
    [InlineData("19000229", false)]
    [InlineData("19960229", true)]
    public void Knows_leap_years_of_the_century_in_the_first_digit(string date, bool possible)
    {
        var body = "1" + date[2..] + "22114";
        Enumerable.Range(0, 10).Any(digit => Cnp.IsValid(body + digit)).ShouldBe(possible);
    }

    [Theory]
    [InlineData("RO49AAAA1B31007593840000", true)]
    [InlineData("ro49 aaaa 1b31 0075 9384 0000", true)]
    [InlineData("RO49AAAA1B31007593840001", false)]
    [InlineData("RO49AAAA1B3100759384000", false)]
    [InlineData("RO491234AB31007593840000", false)]
    [InlineData("DE89370400440532013000", true)]
    [InlineData("GB29NWBK60161331926819", true)]
    [InlineData("GB29NWBK60161331926818", false)]
    [InlineData("4989370400440532013000", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Judges_an_account(string? text, bool valid) => Iban.IsValid(text).ShouldBe(valid);

    [Fact]
    public void Names_the_bank_of_a_Romanian_account()
    {
        Iban.TryParse("RO49 AAAA 1B31 0075 9384 0000", out var iban).ShouldBeTrue();
        iban.Country.ShouldBe("RO");
        iban.RomanianBank.ShouldBe("AAAA");
        iban.Value.ShouldBe("RO49AAAA1B31007593840000");
    }
}
