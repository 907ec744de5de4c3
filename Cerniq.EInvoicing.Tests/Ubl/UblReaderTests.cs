using System.Text;
using Cerniq.EInvoicing.Tax;
using Cerniq.EInvoicing.Tests.Model;
using Cerniq.EInvoicing.Ubl;
using FsCheck.Fluent;

namespace Cerniq.EInvoicing.Tests.Ubl;

public sealed class UblReaderTests
{
    private static readonly string Good = Encoding.UTF8.GetString(UblWriter.Write(Samples.Invoice));

    [Theory]
    [InlineData("", UblReadFault.NotXml)]
    [InlineData("hello", UblReadFault.NotXml)]
    [InlineData("<Invoice>", UblReadFault.NotXml)]
    [InlineData("<Invoice/>", UblReadFault.NotUbl)]
    [InlineData("<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2'/>", UblReadFault.NotUbl)]
    [InlineData("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", UblReadFault.Unsafe)]
    [InlineData("<a>&undefined;</a>", UblReadFault.NotXml)]
    public void What_is_no_invoice_is_a_value(string xml, UblReadFault fault)
    {
        var result = UblReader.Read(Encoding.UTF8.GetBytes(xml));
        result.Invoice.ShouldBeNull();
        result.Partial.ShouldBeNull();
        result.Problems.ShouldHaveSingleItem().Fault.ShouldBe(fault);
    }

    [Fact]
    public void Entities_that_multiply_are_never_expanded()
    {
        var bomb = "<!DOCTYPE a [<!ENTITY x 'aaaaaaaaaa'><!ENTITY y '&x;&x;&x;&x;&x;&x;&x;&x;'>]><a>&y;</a>";
        UblReader.Read(Encoding.UTF8.GetBytes(bomb)).Problems[0].Fault.ShouldBe(UblReadFault.Unsafe);
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 100_000));
        UblReader.Read(Encoding.UTF8.GetBytes(deep)).Problems[0].Fault.ShouldBe(UblReadFault.TooLarge);
    }

    [Fact]
    public void Size_is_bounded() => UblReader.Read(new byte[UblReader.MaxBytes + 1]).Problems[0].Fault.ShouldBe(UblReadFault.TooLarge);

    [Fact]
    public void Other_encodings_are_read()
    {
        var utf16 = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Good.Replace("UTF-8", "UTF-16"))).ToArray();
        UblReader.Read(utf16).Invoice.ShouldBe(Samples.Invoice);
        var withMark = Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(Good)).ToArray();
        UblReader.Read(withMark).Invoice.ShouldBe(Samples.Invoice);
    }

    [Theory]
    [InlineData("ISO-8859-2")]
    [InlineData("windows-1250")]
    public void Code_pages_of_the_region_are_read(string name)
    {
        var cedilla = Good.Replace("UTF-8", name).Replace("ț", "ţ").Replace("ș", "ş");
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding(name)!.GetBytes(cedilla);
        UblReader.Read(bytes).Invoice!.Notes[0].Text.ShouldBe("Mulţumim & revenim <curând>");
    }

    [Fact]
    public void An_amount_in_another_currency_is_not_taken_for_the_document_s()
    {
        var problem = Read(Good.Replace("<cbc:LineExtensionAmount currencyID=\"RON\">58.47", "<cbc:LineExtensionAmount currencyID=\"EUR\">58.47")).Problems.ShouldHaveSingleItem();
        problem.Path.ShouldBe("/Invoice/cac:InvoiceLine[1]/cbc:LineExtensionAmount");
        problem.Message.ShouldBe("The amount is in EUR, the document in RON.");
        Read(Good.Replace("<cbc:TaxAmount currencyID=\"RON\">11.83", "<cbc:TaxAmount currencyID=\"EUR\">11.83")).Problems.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_no_break_space_is_text() =>
        Read(Good.Replace("15 zile", "\u00A0")).Invoice!.PaymentTerms.ShouldBe("\u00A0");

    [Fact]
    public void Other_prefixes_comments_and_CDATA_make_no_difference()
    {
        var changed = Good.Replace("cbc:", "b:").Replace("xmlns:cbc", "xmlns:b")
            .Replace("<b:ID>CRQ-2026-0001</b:ID>", "<!-- x --><b:ID>CRQ<!-- y -->-<![CDATA[2026]]>-0001\n </b:ID>");
        UblReader.Read(Encoding.UTF8.GetBytes(changed)).Invoice.ShouldBe(Samples.Invoice);
    }

    [Fact]
    public void An_unreadable_value_is_named_with_its_path_and_line()
    {
        var result = Read(Good.Replace("<cbc:PriceAmount currencyID=\"RON\">45<", "<cbc:PriceAmount currencyID=\"RON\">45,00<"));
        result.Invoice.ShouldBeNull();
        result.Partial.ShouldNotBeNull();
        var problem = result.Problems.ShouldHaveSingleItem();
        problem.Fault.ShouldBe(UblReadFault.BadValue);
        problem.Path.ShouldBe("/Invoice/cac:InvoiceLine[2]/cac:Price/cbc:PriceAmount");
        problem.Line.ShouldBeGreaterThan(100);
        problem.Message.ShouldContain("45,00");
    }

    [Theory]
    [InlineData("<cbc:IssueDate>2026-03-02</cbc:IssueDate>", "<cbc:IssueDate>02.03.2026</cbc:IssueDate>")]
    [InlineData("<cbc:IssueDate>2026-03-02</cbc:IssueDate>", "<cbc:IssueDate>2026-02-30</cbc:IssueDate>")]
    [InlineData("<cbc:ID>S</cbc:ID>", "<cbc:ID>X</cbc:ID>")]
    [InlineData("<cbc:ChargeIndicator>false</cbc:ChargeIndicator>", "<cbc:ChargeIndicator>no</cbc:ChargeIndicator>")]
    [InlineData(">100.00</cbc:PrepaidAmount>", ">1e2</cbc:PrepaidAmount>")]
    [InlineData(">100.00</cbc:PrepaidAmount>", ">99999999999999999999999</cbc:PrepaidAmount>")]
    public void A_value_that_cannot_be_understood_is_never_guessed(string from, string to) =>
        Read(Good.Replace(from, to)).Problems.ShouldContain(problem => problem.Fault == UblReadFault.BadValue);

    [Theory]
    [InlineData("<cbc:IssueDate>2026-03-02Z</cbc:IssueDate>")]
    [InlineData("<cbc:IssueDate>2026-03-02+02:00</cbc:IssueDate>")]
    [InlineData("<cbc:IssueDate>\n 2026-03-02 </cbc:IssueDate>")]
    public void Dates_may_carry_what_the_schema_allows(string date) =>
        Read(Good.Replace("<cbc:IssueDate>2026-03-02</cbc:IssueDate>", date)).Invoice!.IssueDate.ShouldBe(new DateOnly(2026, 3, 2));

    [Fact]
    public void Elements_without_a_term_are_listed()
    {
        var result = Read(Good.Replace("<cbc:IssueDate>", "<cbc:UUID>1</cbc:UUID><cbc:IssueDate>")
            .Replace("<cac:InvoiceLine>", "<cac:InvoiceLine><cac:Delivery><cbc:ActualDeliveryDate>2026-01-01</cbc:ActualDeliveryDate></cac:Delivery>"));
        result.Invoice.ShouldBe(Samples.Invoice);
        result.NotModelled.ShouldBe(["/Invoice/cbc:UUID", "/Invoice/cac:InvoiceLine[1]/cac:Delivery", "/Invoice/cac:InvoiceLine[2]/cac:Delivery"]);
    }

    [Fact]
    public void Extensions_are_skipped_whatever_they_hold()
    {
        var extension = "<ext:UBLExtensions xmlns:ext='urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2'>"
            + string.Concat(Enumerable.Repeat("<x>", 1000)) + string.Concat(Enumerable.Repeat("</x>", 1000)) + "</ext:UBLExtensions>";
        var result = Read(Good.Replace("  <cbc:CustomizationID>", extension + "<cbc:CustomizationID>"));
        result.Invoice.ShouldBe(Samples.Invoice);
        result.NotModelled.ShouldBe(["/Invoice/ext:UBLExtensions"]);
    }

    [Fact]
    public void Many_pieces_of_text_stay_cheap()
    {
        var pieces = string.Concat(Enumerable.Repeat("a<!---->", 200_000));
        Read(Good.Replace("15 zile", pieces)).Invoice!.PaymentTerms!.Length.ShouldBe(200_000);
    }

    [Fact]
    public void The_list_of_problems_is_bounded()
    {
        var lines = string.Concat(Enumerable.Repeat("<cac:InvoiceLine/>", 5_000));
        Read(Good.Replace("</Invoice>", lines + "</Invoice>")).Problems.Count.ShouldBe(UblReader.MaxProblems);
    }

    [Fact]
    public void Damaged_files_never_throw() => Property.Holds(
        from position in Gen.Choose(0, Good.Length - 1)
        from length in Gen.Choose(0, 40)
        from insert in Gen.Elements("", "<", ">", "&", "\0", "\uFFFF", "</cbc:ID>", "<cbc:ID>", "<![CDATA[", "é", "<?xml version='1.0' encoding='nonsense'?>")
        select Good[..position] + insert + Good[Math.Min(Good.Length, position + length)..],
        xml => UblReader.Read(Encoding.UTF8.GetBytes(xml)).ShouldNotBeNull(),
        runs: 2_000);

    [Fact]
    public void Random_bytes_never_throw() => Property.Holds(
        Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(),
        bytes => UblReader.Read(bytes).Invoice.ShouldBeNull(),
        runs: 2_000);

    [Fact]
    public void A_declared_encoding_nobody_knows_is_a_value() =>
        UblReader.Read(Encoding.ASCII.GetBytes("<?xml version='1.0' encoding='klingon'?><a/>")).Problems[0].Fault.ShouldBe(UblReadFault.NotXml);

    [Fact]
    public void Category_codes_are_read_with_their_case() => VatCategories.TryParse("s", out _).ShouldBeFalse();

    private static UblReadResult Read(string xml) => UblReader.Read(Encoding.UTF8.GetBytes(xml));
}
