using System.Text;
using Cerniq.EInvoicing.Calculation;
using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;
using Cerniq.EInvoicing.Tests.Model;
using Cerniq.EInvoicing.Ubl;

namespace Cerniq.EInvoicing.Tests.Ubl;

public sealed class UblWriterTests
{
    private static readonly Invoice Good = Samples.Invoice;

    public static TheoryData<string, string, Func<string, Invoice>, int> Lengths => new()
    {
        { "BT-1", "Number", text => Good with { Number = "1" + string.Concat(text.EnumerateRunes().Skip(1)) }, 200 },
        { "BT-27", "Seller.Name", text => Good with { Seller = Good.Seller with { Name = text } }, 200 },
        { "BT-44", "Buyer.Name", text => Good with { Buyer = Good.Buyer with { Name = text } }, 200 },
        { "BT-33", "Seller.LegalForm", text => Good with { Seller = Good.Seller with { LegalForm = text } }, 1000 },
        { "BT-35", "Seller.Address.Street", text => Good with { Seller = Good.Seller with { Address = Good.Seller.Address with { Street = text } } }, 150 },
        { "BT-52", "Buyer.Address.City", text => Good with { Buyer = Good.Buyer with { Address = Good.Buyer.Address with { City = text } } }, 50 },
        { "BT-53", "Buyer.Address.PostalCode", text => Good with { Buyer = Good.Buyer with { Address = Good.Buyer.Address with { PostalCode = text } } }, 20 },
        { "BT-41", "Seller.Contact.Name", text => Good with { Seller = Good.Seller with { Contact = new Contact(text) } }, 100 },
        { "BT-20", "PaymentTerms", text => Good with { PaymentTerms = text }, 300 },
        { "BT-22", "Notes[0].Text", text => Good with { Notes = [new InvoiceNote(text)] }, 300 },
        { "BT-22", "Notes[0].Text", text => Good with { Notes = [new InvoiceNote(text, "AAI")] }, 295 },
        { "BT-83", "PaymentMeans[0].RemittanceInformation", text => Good with { PaymentMeans = [new PaymentMeans { Code = "42", RemittanceInformation = text }] }, 140 },
        { "BT-25", "References.PrecedingInvoices[0].Number", text => Good with { References = new References { PrecedingInvoices = [new PrecedingInvoice(text)] } }, 200 },
        { "BT-153", "Lines[0].Item.Name", text => WithLine(line => line with { Item = line.Item with { Name = text } }), 100 },
        { "BT-154", "Lines[0].Item.Description", text => WithLine(line => line with { Item = line.Item with { Description = text } }), 200 },
        { "BT-160", "Lines[0].Item.Attributes.Name", text => WithLine(line => line with { Item = line.Item with { Attributes = [new ItemAttribute(text, "x")] } }), 50 },
    };

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_text_may_be_as_long_as_the_term_allows_and_no_longer(string term, string path, Func<string, Invoice> make, int max)
    {
        UblWriter.Check(make(new string('ș', max))).ShouldBeEmpty();
        UblWriter.Check(make(string.Concat(Enumerable.Repeat("😀", max)))).ShouldBeEmpty("code points are counted, not UTF-16 units");
        var problem = UblWriter.Check(make(new string('ș', max + 1))).ShouldHaveSingleItem();
        problem.Kind.ShouldBe(ProblemKind.TooLong);
        problem.Term.ShouldBe(term);
        problem.Path.ShouldBe(path);
        problem.MessageEn.ShouldContain($"{max + 1} characters");
        problem.MessageRo.ShouldNotBeEmpty();
    }

    public static TheoryData<string, ProblemKind, Func<Invoice>> Forbidden => new()
    {
        { "BT-1", ProblemKind.NotAllowed, () => Good with { Number = "FACT" } },
        { "BT-1", ProblemKind.Missing, () => Good with { Number = " " } },
        { "BT-3", ProblemKind.NotAllowed, () => Good with { Kind = DocumentKind.Of("381", isCreditNote: false) } },
        { "BT-3", ProblemKind.NotAllowed, () => Good with { Kind = DocumentKind.Of("326", isCreditNote: false) } },
        { "BT-6", ProblemKind.Missing, () => Good with { Currency = "EUR" } },
        { "BT-111", ProblemKind.Missing, () => Good with { Currency = "EUR", TaxCurrency = "RON" } },
        { "BT-5", ProblemKind.NotAllowed, () => Good with { Currency = "LEI\"", TaxCurrency = "RON", Totals = Good.Totals! with { VatInTaxCurrency = 1m } } },
        { "BT-7", ProblemKind.NotAllowed, () => Good with { TaxPointDate = Good.IssueDate, TaxPointCode = "3" } },
        { "BT-8", ProblemKind.NotAllowed, () => Good with { TaxPointCode = "29" } },
        { "BT-9", ProblemKind.NotAllowed, () => Good with { Kind = DocumentKind.CreditNote, PaymentMeans = [] } },
        { "BT-14", ProblemKind.NotAllowed, () => Good with { References = new References { SalesOrder = "1" } } },
        { "BG-1", ProblemKind.TooMany, () => Good with { Notes = Enumerable.Repeat(new InvoiceNote("x"), 21).ToValueList() } },
        { "BG-24", ProblemKind.TooMany, () => Good with { Attachments = Enumerable.Repeat(new SupportingDocument { Id = "1" }, 51).ToValueList() } },
        { "BG-3", ProblemKind.TooMany, () => Good with { References = new References { PrecedingInvoices = Enumerable.Repeat(new PrecedingInvoice("1"), 501).ToValueList() } } },
        { "BG-22", ProblemKind.Missing, () => Good with { Totals = null } },
        { "BG-25", ProblemKind.Missing, () => Good with { Lines = [] } },
        { "BG-14", ProblemKind.NotAllowed, () => Good with { Period = new Period(new DateOnly(2026, 2, 2), new DateOnly(2026, 2, 1)) } },
        { "BT-95", ProblemKind.Missing, () => Good with { AllowanceCharges = [new AllowanceCharge { Amount = 1m }] } },
        { "BT-113", ProblemKind.BadAmount, () => Good with { PrepaidAmount = 1.001m } },
        { "BT-129", ProblemKind.BadAmount, () => WithLine(line => line with { Quantity = 1e15m }) },
        { "BT-131", ProblemKind.BadAmount, () => WithLine(line => line with { NetAmount = 58.471m }) },
        { "BT-136", ProblemKind.BadAmount, () => WithLine(line => line with { AllowanceCharges = [new AllowanceCharge { Amount = 0.001m }] }) },
        { "BG-27", ProblemKind.NotAllowed, () => WithLine(line => line with { AllowanceCharges = [new AllowanceCharge { Amount = 1m, Vat = VatTreatment.Rated(21m) }] }) },
        { "BT-146", ProblemKind.NotAllowed, () => WithLine(line => line with { Price = new Price(-1m) }) },
        { "BT-147", ProblemKind.Missing, () => WithLine(line => line with { Price = new Price(1m) { Gross = 2m } }) },
        { "BT-149", ProblemKind.NotAllowed, () => WithLine(line => line with { Price = new Price(1m) { BaseQuantity = 0m } }) },
        { "BT-152", ProblemKind.NotAllowed, () => WithLine(line => line with { Vat = new VatTreatment(VatCategory.O, 0m) }) },
        { "BT-152", ProblemKind.NotAllowed, () => WithLine(line => line with { Vat = new VatTreatment(VatCategory.S, null) }) },
        { "BT-153", ProblemKind.BadCharacter, () => WithLine(line => line with { Item = new Item { Name = "a\u0001b" } }) },
        { "BT-153", ProblemKind.BadCharacter, () => WithLine(line => line with { Item = new Item { Name = "a\uD800b" } }) },
        { "BT-153", ProblemKind.BadCharacter, () => WithLine(line => line with { Item = new Item { Name = "a\uFFFFb" } }) },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void What_cannot_be_written_is_named_before_anything_is_written(string term, ProblemKind kind, Func<Invoice> make)
    {
        var problem = UblWriter.Check(make()).ShouldHaveSingleItem();
        (problem.Term, problem.Kind).ShouldBe((term, kind));
        UblWriter.TryWrite(make(), out var xml, out _).ShouldBeFalse();
        xml.ShouldBeNull();
        Should.Throw<InvoiceNotWritableException>(() => UblWriter.Write(make())).Problems.ShouldBe([problem]);
        var target = new System.Buffers.ArrayBufferWriter<byte>();
        Should.Throw<InvoiceNotWritableException>(() => UblWriter.Write(make(), target));
        target.WrittenCount.ShouldBe(0);
    }

    [Fact]
    public void Outer_limits_of_CIUS_RO_do_not_bind_another_specification() =>
        UblWriter.Check(Good with { SpecificationId = "urn:cen.eu:en16931:2017", Buyer = Good.Buyer with { Name = new string('x', 500) } }).ShouldBeEmpty();

    [Theory]
    [InlineData("0", "0")]
    [InlineData("1.500", "1.5")]
    [InlineData("-0.0", "0")]
    [InlineData("100", "100")]
    [InlineData("-12.3450", "-12.345")]
    [InlineData("0.00000001", "0.00000001")]
    [InlineData("999999999999.12345678", "999999999999.12345678")]
    [InlineData("123456789012.1234567890123456", "123456789012.1234567890123456")]
    public void Quantities_are_written_in_their_shortest_form(string value, string text) =>
        Written(line => line with { Quantity = decimal.Parse(value) }).ShouldContain($"<cbc:InvoicedQuantity unitCode=\"H87\">{text}</cbc:InvoicedQuantity>");

    [Theory]
    [InlineData("0", "0.00")]
    [InlineData("-0.00", "0.00")]
    [InlineData("7", "7.00")]
    [InlineData("-7.5", "-7.50")]
    [InlineData("0.05", "0.05")]
    [InlineData("1.5000", "1.50")]
    [InlineData("999999999999.99", "999999999999.99")]
    [InlineData("12345678901.100000000000000000", "12345678901.10")]
    public void Amounts_are_written_with_two_decimals(string value, string text) =>
        Written(line => line with { NetAmount = decimal.Parse(value) }).ShouldContain($"<cbc:LineExtensionAmount currencyID=\"RON\">{text}</cbc:LineExtensionAmount>");

    [Fact]
    public void Text_is_escaped_and_blank_text_is_left_out()
    {
        var xml = Written(line => line with { Note = " ", Item = new Item { Name = "a & b < c > \"d\"" } });
        xml.ShouldContain("<cbc:Name>a &amp; b &lt; c &gt; &quot;d&quot;</cbc:Name>");
        xml.ShouldNotContain("<cbc:Note> </cbc:Note>");
    }

    [Fact]
    public void Vat_in_lei_of_a_euro_invoice_is_a_second_total()
    {
        var invoice = InvoiceCalculator.Calculate(Good with { Currency = "EUR", TaxCurrency = "RON" }, 5m);
        var xml = Encoding.UTF8.GetString(UblWriter.Write(invoice));
        xml.ShouldContain("<cbc:TaxCurrencyCode>RON</cbc:TaxCurrencyCode>");
        xml.ShouldContain("<cbc:TaxAmount currencyID=\"RON\">59.15</cbc:TaxAmount>");
    }

    private static string Written(Func<InvoiceLine, InvoiceLine> change) => Encoding.UTF8.GetString(UblWriter.Write(WithLine(change)));

    private static Invoice WithLine(Func<InvoiceLine, InvoiceLine> change) =>
        Good with { Lines = [change(Good.Lines[0]), Good.Lines[1]] };
}
