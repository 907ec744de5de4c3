namespace Cerniq.EInvoicing.Tests.Validation;

public sealed class LineRuleTests
{
    private const string Line = "cac:InvoiceLine/", Item = Line + "cac:Item/";

    private static readonly BrokenRule[] Cases =
    [
        new("BR-21", d => d.Set(Line + "cbc:ID", "")),
        new("BR-22 BR-23", d => d.Remove(Line + "cbc:InvoicedQuantity")),
        new("BR-23", d => d.SetAttribute(Line + "cbc:InvoicedQuantity", "unitCode", null)),
        new("BR-CL-23", d => d.SetAttribute(Line + "cbc:InvoicedQuantity", "unitCode", "buc")),
        new("BR-25", d => d.Remove(Item + "cbc:Name")),
        new("BR-26", d => d.Remove(Line + "cac:Price")),
        new("BR-27", d => d.Set(Line + "cac:Price/cbc:PriceAmount", "-20.00")),
        new("BR-28", d => d.Set(Line + "cac:Price/cac:AllowanceCharge/cbc:BaseAmount", "-22.00")),
        new("BR-30", d => d.Set(Line + "cac:InvoicePeriod/cbc:EndDate", "2025-07-31")),
        new("BR-CO-20", d => d.Remove(Line + "cac:InvoicePeriod/cbc:StartDate").Remove(Line + "cac:InvoicePeriod/cbc:EndDate")),
        new("BR-RO-DT006", d => d.Set(Line + "cac:InvoicePeriod/cbc:EndDate", "2025-08-31Z")),
        new("BR-54", d => d.Remove(Item + "cac:AdditionalItemProperty/cbc:Value")),
        new("BR-64", d => d.SetAttribute(Item + "cac:StandardItemIdentification/cbc:ID", "schemeID", null)),
        new("BR-65", d => d.SetAttribute(Item + "cac:CommodityClassification/cbc:ItemClassificationCode", "listID", null)),
        new("BR-CL-13", d => d.SetAttribute(Item + "cac:CommodityClassification/cbc:ItemClassificationCode", "listID", "CPV")),
        new("BR-CL-15", d => d.Set(Item + "cac:OriginCountry/cbc:IdentificationCode", "ROU")),
        new("BR-CL-21", d => d.SetAttribute(Item + "cac:StandardItemIdentification/cbc:ID", "schemeID", "GTIN")),
        new("BR-CO-04 BR-S-08 UBL-SR-48", d => d.Remove(Item + "cac:ClassifiedTaxCategory")),
        new("UBL-SR-48", d => d.Repeat(Item + "cac:ClassifiedTaxCategory")),
        new("UBL-SR-50", d => d.Repeat(Item + "cbc:Description")),
        new("UBL-SR-34", d => d.After(Line + "cbc:ID", "<cbc:Note>a</cbc:Note><cbc:Note>b</cbc:Note>")),
        new("UBL-SR-36", d => d.Repeat(Line + "cac:InvoicePeriod")),
        new("BR-RO-L1024", d => d.Set(Item + "cbc:Name", new string('a', 101))),
        new("BR-RO-L212", d => d.Set(Item + "cbc:Description", new string('a', 201))),
        new("BR-RO-L302 BR-RO-L303", d => d.After(Line + "cbc:ID", $"<cbc:Note>{new string('a', 301)}</cbc:Note>")),
        new("BR-RO-L0505", d => d.Set(Item + "cac:AdditionalItemProperty/cbc:Name", new string('a', 51))),
        new("BR-RO-L1025", d => d.Set(Item + "cac:AdditionalItemProperty/cbc:Value", new string('a', 101))),
        new("BR-RO-L1022", d => d.Set(Line + "cac:AllowanceCharge/cbc:AllowanceChargeReason", new string('a', 101))),
        new("UBL-CR-561", d => d.Before(Line + "cac:Item", "<cac:TaxTotal><cbc:TaxAmount currencyID=\"RON\">1.00</cbc:TaxAmount></cac:TaxTotal>")),
        new("UBL-CR-597", d => d.After(Item + "cac:ClassifiedTaxCategory/cbc:ID", "<cbc:Name>S</cbc:Name>")),
        new("BR-CL-18 BR-S-08", d => d.Set(Item + "cac:ClassifiedTaxCategory/cbc:ID", "X")),
    ];

    public static TheoryData<string, int> Rows => BrokenRule.Rows(Cases);

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_change_to_a_line_breaks_exactly_its_rules(string ids, int index) =>
        Cases[index].Change(UblSample.Invoice()).Broken().ShouldBe(Cases[index].Expected, ids);

    [Fact]
    public void The_place_of_a_violation_counts_among_elements_of_the_same_name()
    {
        var violation = UblSample.Invoice().Set("cac:InvoiceLine[2]/cac:Item/cbc:Name", "").Validate().Violations.ShouldHaveSingleItem();

        violation.Location.ShouldBe("/ubl:Invoice[1]/cac:InvoiceLine[2]");
    }

    [Fact]
    public void The_lines_of_a_credit_note_obey_the_same_rules()
    {
        var violation = UblSample.CreditNote().Set("cac:CreditNoteLine/cac:Item/cbc:Name", "").Validate().Violations.ShouldHaveSingleItem();

        (violation.RuleId, violation.Location).ShouldBe(("BR-25", "/cn:CreditNote[1]/cac:CreditNoteLine[1]"));
    }
}
