using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;

namespace Cerniq.Functions.Tests.Payments;

public class PaymentReferenceTests
{
    [Theory]
    [InlineData("FCT-0053", "FCT53")]
    [InlineData("fct 53", "FCT53")]
    [InlineData("FCT0053", "FCT53")]
    [InlineData("FCT nr. 53", "FCT53")]
    [InlineData("plata factura FCT 0053 din 20.11.2026", "FCT53")]
    [InlineData("Factura 53", "FCT53")]
    [InlineData("contravaloare fact. nr 53", "FCT53")]
    [InlineData("c/v f. 53", "FCT53")]
    [InlineData("invoice 53", "FCT53")]
    [InlineData("From ALFA SRL / FCT-0053", "FCT53")]
    public void Finds_the_number_as_people_write_it(string text, string number) =>
        PaymentReference.Candidates(text, ["FCT"]).Select(InvoiceStore.NormaliseNumber).ShouldContain(number);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("multumim")]
    [InlineData("chirie noiembrie")]
    public void Finds_nothing_where_nothing_is_written(string? text) => PaymentReference.Candidates(text, ["FCT"]).ShouldBeEmpty();

    [Fact]
    public void Stays_quick_on_a_hostile_text() =>
        PaymentReference.Candidates(string.Concat(Enumerable.Repeat("factura nr. ", 20_000)), ["FCT"]).ShouldBeEmpty();

    [Theory]
    [InlineData("FCT-0053", "FCT53")]
    [InlineData("fct 53", "FCT53")]
    [InlineData("FCT 100", "FCT100")]
    [InlineData("A1-007", "A17")]
    public void Normalises_series_and_number(string written, string normal) => InvoiceStore.NormaliseNumber(written).ShouldBe(normal);
}
