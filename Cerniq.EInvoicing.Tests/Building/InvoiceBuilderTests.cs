using Cerniq.EInvoicing.Building;
using Cerniq.EInvoicing.Calculation;
using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;
using Cerniq.EInvoicing.Tests.Model;
using Cerniq.EInvoicing.Ubl;
using Cerniq.EInvoicing.Validation;

namespace Cerniq.EInvoicing.Tests.Building;

public sealed class InvoiceBuilderTests
{
    private const decimal Rate = 4.9753m;

    [Fact]
    public void A_careful_accountants_invoice_is_accepted_whatever_it_holds() => Property.Holds(CompleteInvoices.Draft, draft =>
    {
        var built = InvoiceBuilder.Build(draft, Rate);

        built.Violations.Select(v => $"{v.RuleId} at {v.Location}: {v.MessageEn} {v.Expected} {v.Found}").ShouldBeEmpty();
        built.Problems.ShouldBeEmpty();
        MeetsAllThatIsPromised(built);
    }, Runs);

    [Fact]
    public void Any_invoice_is_either_accepted_and_valid_or_refused_with_reasons() => Property.Holds(Arbitrary.Invoice, invoice =>
    {
        var built = InvoiceBuilder.Build(invoice);

        (built.Problems.Count + built.Violations.Count > 0).ShouldBe(!built.Accepted);
        if (built.Accepted)
            MeetsAllThatIsPromised(built);
    }, Runs);

    [Fact]
    public void The_careful_accountant_uses_every_vat_category_and_kind_of_document()
    {
        var drafts = FsCheck.Fluent.Gen.Sample(CompleteInvoices.Draft, 300, 30).ToList();

        drafts.SelectMany(d => d.Lines).Select(l => l.Vat.Category).Distinct().Count().ShouldBe(Enum.GetValues<VatCategory>().Length);
        drafts.Select(d => d.Kind).Distinct().Count().ShouldBe(DocumentKind.Romanian.Count);
        drafts.ShouldContain(d => d.Currency != "RON");
        drafts.ShouldContain(d => d.Attachments.Count > 0);
        drafts.ShouldContain(d => d.AllowanceCharges.Count > 0);
        drafts.ShouldContain(d => d.TaxRepresentative != null);
    }

    [Fact]
    public void Refuses_what_only_the_rules_know_and_says_which()
    {
        var built = InvoiceBuilder.Build(Samples.Invoice with { Buyer = Samples.Buyer with { Address = Samples.Buyer.Address with { City = "București" } } });

        built.Accepted.ShouldBeFalse();
        built.Violations.Where(v => v.Severity != Severity.Warning).ShouldHaveSingleItem().RuleId.ShouldBe("BR-RO-101");
    }

    [Fact]
    public void Refuses_amounts_nobody_can_compute_with() =>
        InvoiceBuilder.Build(Samples.Invoice with { Lines = [Samples.Line("1", decimal.MaxValue, 10m, 21m)] }).Problems.ShouldNotBeEmpty();

    [Fact]
    public void An_advance_is_accepted_by_the_European_rules_alone()
    {
        var advance = Samples.Invoice with { Kind = DocumentKind.Prepayment };

        InvoiceBuilder.Build(advance).Problems.ShouldContain(p => p.Rule == "BR-RO-020");
        InvoiceBuilder.Build(advance with { SpecificationId = "urn:cen.eu:en16931:2017" }).Accepted.ShouldBeTrue();
    }

    private static int Runs => int.Parse(Environment.GetEnvironmentVariable("CERNIQ_PROPERTY_RUNS") ?? "200");

    private static void MeetsAllThatIsPromised(BuiltInvoice built)
    {
        foreach (var profile in Enum.GetValues<ValidationProfile>())
            InvoiceValidator.Validate(built.Xml, profile).Valid.ShouldBeTrue();
        var read = UblReader.Read(built.Xml);
        read.Problems.ShouldBeEmpty();
        read.NotModelled.ShouldBeEmpty();
        read.Invoice.ShouldBe(built.Invoice);
        InvoiceCalculator.Check(built.Invoice).ShouldBeEmpty();
        var totals = built.Invoice.Totals!;
        totals.WithVat.ShouldBe(totals.WithoutVat + totals.Vat!.Value);
        built.Invoice.VatBreakdown.Sum(row => row.TaxAmount).ShouldBe(totals.Vat.Value);
        built.Invoice.VatBreakdown.Sum(row => row.TaxableAmount).ShouldBe(totals.WithoutVat);
    }
}
