using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;

namespace Cerniq.Functions.Tests.Payments;

public class PaymentReferenceTests
{
    [Theory]
    [InlineData("FCT-0053", "FCT", 53)]
    [InlineData("fct 53", "FCT", 53)]
    [InlineData("FCT0053", "FCT", 53)]
    [InlineData("FCT nr. 53", "FCT", 53)]
    [InlineData("F C T 53", "FCT", 53)]
    [InlineData("plata factura FCT 0053 din 20.11.2026", "FCT", 53)]
    [InlineData("From ALFA SRL / FCT-0053", "FCT", 53)]
    [InlineData("FCT-0053;FCT-0054", "FCT", 54)]
    [InlineData("A1 53", "A1", 53)]
    [InlineData("A1-0053", "A1", 53)]
    [InlineData("A153", "A1", 53)]
    [InlineData("2026F/53", "2026F", 53)]
    [InlineData("FCT-A nr 53", "FCT-A", 53)]
    [InlineData("FCTA53", "FCT-A", 53)]
    public void Finds_series_and_number_as_people_write_them(string text, string series, long number) =>
        PaymentReference.Find(text, ["FCT", "A1", "2026F", "FCT-A"])
            .ShouldContain(n => n.Form == NumberForm.WithSeries && n.Series == series && n.Value == number);

    [Theory]
    [InlineData("Factura 53")]
    [InlineData("contravaloare fact. nr 53")]
    [InlineData("c/v f. 53")]
    [InlineData("invoice 0053")]
    [InlineData("ff nr.53")]
    public void Finds_a_number_after_a_word_for_invoice(string text) =>
        PaymentReference.Find(text, ["FCT"]).ShouldContain(n => n.Form == NumberForm.AfterWord && n.Value == 53);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("multumim")]
    [InlineData("chirie noiembrie")]
    [InlineData("abonament 20.11.2026")]
    public void Finds_nothing_where_nothing_is_written(string? text) => PaymentReference.Find(text, ["FCT"]).ShouldBeEmpty();

    [Fact]
    public void Does_not_take_the_end_of_a_word_for_a_series() =>
        PaymentReference.Find("XFCT 53", ["FCT"]).ShouldNotContain(n => n.Form == NumberForm.WithSeries);

    [Fact]
    public void Stays_quick_on_a_hostile_text() =>
        PaymentReference.Find(string.Concat(Enumerable.Repeat("factura nr. ", 20_000)), ["FCT"]).ShouldBeEmpty();

    [Theory]
    [InlineData("FCT53", "FCT54", true)]
    [InlineData("FCT53", "FCT35", true)]
    [InlineData("FCT53", "FT53", true)]
    [InlineData("FCT53", "FCCT53", true)]
    [InlineData("FCT53", "FCT53", false)]
    [InlineData("FCT53", "FCT99", false)]
    [InlineData("FCT53", "FCT5312", false)]
    public void Knows_what_one_slip_of_the_pen_makes(string a, string b, bool one)
    {
        PaymentReference.OneSlipApart(a, b).ShouldBe(one);
        PaymentReference.OneSlipApart(b, a).ShouldBe(one);
    }

    [Theory]
    [InlineData("FCT-0053", "FCT53")]
    [InlineData("fct 53", "FCT53")]
    [InlineData("FCT 100", "FCT100")]
    [InlineData("A1-007", "A17")]
    public void Normalises_series_and_number(string written, string normal) => InvoiceStore.NormaliseNumber(written).ShouldBe(normal);
}
