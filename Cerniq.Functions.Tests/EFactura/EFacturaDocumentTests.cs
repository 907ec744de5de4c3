using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;
using Cerniq.EInvoicing.Ubl;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Tests.EFactura;

public sealed class EFacturaDocumentTests
{
    [Fact]
    public void Writes_number_parties_and_amounts_as_they_were_invoiced()
    {
        var invoice = Mapped(Issued.Invoice);

        invoice.Number.ShouldBe("FCT-0053");
        invoice.Kind.ShouldBe(DocumentKind.Invoice);
        invoice.Seller.VatId.ShouldBe("RO14399840");
        invoice.Seller.Address.Subdivision.ShouldBe("RO-CJ");
        invoice.Buyer.VatId.ShouldBe("RO22354360");
        invoice.Buyer.LegalRegistration!.Value.ShouldBe("J40/1234/2020");
        invoice.Buyer.Address.Subdivision.ShouldBe("RO-B");
        invoice.Buyer.Address.City.ShouldBe("SECTOR3");
        invoice.Totals!.WithVat.ShouldBe(363m);
        invoice.RoundingAmount.ShouldBeNull();
        invoice.PaymentMeans[0].Code.ShouldBe("42");
        invoice.PaymentMeans[0].CreditTransfer!.Account.ShouldBe("RO49AAAA1B31007593840000");
        UblWriter.Check(invoice).ShouldBeEmpty();
    }

    [Fact]
    public void Gives_a_seller_without_VAT_a_bare_code_and_nobody_a_VAT_id()
    {
        var invoice = Mapped(Issued.With(Issued.Line(1, 100, 0)), Issued.Seller with { IsVatPayer = false });

        invoice.Seller.TaxRegistrations[0].ShouldBe(TaxRegistration.NonVat("14399840"));
        invoice.Buyer.VatId.ShouldBeNull();
        invoice.Buyer.LegalRegistration!.Value.ShouldBe("22354360");
        invoice.Lines[0].Vat.ShouldBe(VatTreatment.OutOfScope);
        invoice.VatBreakdown[0].ExemptionReasonCode.ShouldBe("VATEX-EU-O");
    }

    [Theory]
    [InlineData("", "0000000000000")]
    [InlineData("-", "0000000000000")]
    [InlineData("1960101123457", "1960101123457")]
    public void Writes_a_person_by_thirteen_zeros_or_by_the_number_it_gave(string cui, string expected)
    {
        var person = Issued.Invoice with { Client = Issued.Buyer with { Cui = cui, IsVatPayer = false } };

        var invoice = Mapped(person);

        invoice.Buyer.LegalRegistration!.Value.ShouldBe(expected);
        invoice.Buyer.TaxRegistrations.Count.ShouldBe(0);
        EFacturaBuilding.ChannelOf(invoice).IsConsumer.ShouldBeTrue();
    }

    [Fact]
    public void Shows_a_discount_as_an_allowance_of_the_line()
    {
        var line = Mapped(Issued.With(Issued.Line(3, 9.99m, 21, discount: 10, unit: "ore"))).Lines[0];

        line.UnitCode.ShouldBe("HUR");
        line.AllowanceCharges[0].Amount.ShouldBe(3m);
        line.NetAmount.ShouldBe(26.97m);
    }

    [Fact]
    public void Keeps_the_word_of_a_unit_that_has_no_code()
    {
        var line = Mapped(Issued.With(Issued.Line(1, 10, 21, unit: "abonament"))).Lines[0];

        line.UnitCode.ShouldBe("C62");
        line.Note.ShouldBe("UM: abonament");
    }

    [Fact]
    public void Makes_a_storno_a_credit_note_that_names_the_invoice()
    {
        var storno = Issued.With(Issued.Line(-2, 150, 21));
        var of = new PrecedingInvoice("FCT-0052", new DateOnly(2026, 11, 2));

        var note = EFacturaDocument.From(storno, Issued.Seller, of).Invoice!;

        note.Kind.ShouldBe(DocumentKind.CreditNote);
        note.Lines[0].Quantity.ShouldBe(2);
        note.Totals!.WithVat.ShouldBe(363m);
        note.References.PrecedingInvoices[0].ShouldBe(of);
        EFacturaBuilding.ChannelOf(note).IsCreditNote.ShouldBeTrue();
    }

    [Fact]
    public void Makes_a_storno_a_negative_invoice_when_the_tenant_wants_one()
    {
        var invoice = EFacturaDocument.From(Issued.With(Issued.Line(-2, 150, 21)), Issued.Seller, stornoAsInvoice: true).Invoice!;

        invoice.Kind.ShouldBe(DocumentKind.Invoice);
        invoice.Lines[0].Quantity.ShouldBe(-2);
        invoice.Lines[0].Price.Net.ShouldBe(150m);
        invoice.Totals!.WithVat.ShouldBe(-363m);
    }

    [Fact]
    public void Tells_VAT_in_RON_for_another_currency()
    {
        var invoice = Mapped(Issued.Invoice with { Currency = "EUR", ExchangeRate = 4.9763m });

        invoice.TaxCurrency.ShouldBe("RON");
        invoice.Totals!.VatInTaxCurrency.ShouldBe(313.51m);
        invoice.PaymentMeans[0].Code.ShouldBe("30");
    }

    [Fact]
    public void Names_the_field_and_the_cure_of_each_thing_that_is_missing()
    {
        var broken = Issued.Invoice with
        {
            Currency = "EUR",
            Client = Issued.Buyer with { Cui = "12345678", City = "București", Address = "" },
        };

        var problems = EFacturaDocument.From(broken, Issued.Seller).Problems;

        problems.Select(problem => problem.Location).ShouldBe(["exchangeRate", "client.cui", "client.address", "client.city"], ignoreOrder: true);
        problems.ShouldAllBe(problem => problem.Fix != null && problem.Severity == "fatal");
    }

    [Theory]
    [InlineData("Taxare inversă cf. art. 331", "Romania", null, VatCategory.AE)]
    [InlineData("Operațiune scutită cf. art. 292 Cod fiscal", "Romania", null, VatCategory.E)]
    [InlineData(null, "Germania", "DE129273398", VatCategory.K)]
    [InlineData(null, "Elveția", null, VatCategory.G)]
    public void Finds_why_a_line_bears_no_VAT(string? mentions, string country, string? vatNumber, VatCategory expected)
    {
        var invoice = Issued.With(Issued.Line(1, 100, 0)) with
        {
            Mentions = mentions,
            Client = Issued.Buyer with { Country = country, VatNumber = vatNumber, City = "Sector 3" },
        };

        Mapped(invoice).Lines[0].Vat.Category.ShouldBe(expected);
    }

    [Fact]
    public void Refuses_a_line_without_VAT_and_without_a_reason()
    {
        var problems = EFacturaDocument.From(Issued.With(Issued.Line(1, 100, 0)), Issued.Seller).Problems;

        problems.ShouldHaveSingleItem().Rule.ShouldBe("BR-E-10");
    }

    [Fact]
    public void Shows_bani_of_line_by_line_rounding_and_refuses_more()
    {
        var three = Issued.With(Issued.Line(1, 0.33m, 21), Issued.Line(1, 0.33m, 21), Issued.Line(1, 0.33m, 21));

        Mapped(three with { GrandTotal = three.GrandTotal + 0.01m }).RoundingAmount.ShouldBe(0.01m);
        EFacturaDocument.From(three with { GrandTotal = three.GrandTotal + 0.05m }, Issued.Seller).Problems.ShouldHaveSingleItem().Rule.ShouldBe("BR-CO-15");
    }

    [Theory]
    [InlineData("Cluj", "RO-CJ")]
    [InlineData("Județul Caraș-Severin", "RO-CS")]
    [InlineData("jud. Bistriţa-Năsăud", "RO-BN")]
    [InlineData("RO-TM", "RO-TM")]
    [InlineData("Municipiul București", "RO-B")]
    [InlineData("Sectorul 2", "RO-B")]
    [InlineData("Transilvania", null)]
    public void Knows_counties_however_they_are_written(string written, string? code) => RomanianPlaces.CountyCode(written).ShouldBe(code);

    private static Invoice Mapped(InvoiceRecord record, CompanyProfile? seller = null)
    {
        var mapped = EFacturaDocument.From(record, seller ?? Issued.Seller);
        mapped.Problems.ShouldBeEmpty();
        return mapped.Invoice!;
    }
}
