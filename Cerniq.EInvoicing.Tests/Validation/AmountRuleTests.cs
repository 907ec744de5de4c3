using Cerniq.EInvoicing.Validation;

namespace Cerniq.EInvoicing.Tests.Validation;

public sealed class AmountRuleTests
{
    private const string Totals = "cac:LegalMonetaryTotal/", Group = "cac:TaxTotal/cac:TaxSubtotal/", Line = "cac:InvoiceLine/";

    private static readonly BrokenRule[] Cases =
    [
        new("BR-12 BR-CO-10 BR-CO-13", d => d.Remove(Totals + "cbc:LineExtensionAmount")),
        new("BR-13 BR-CO-13 BR-CO-15", d => d.Remove(Totals + "cbc:TaxExclusiveAmount")),
        new("BR-14 BR-CO-15 BR-CO-16", d => d.Remove(Totals + "cbc:TaxInclusiveAmount")),
        new("BR-CO-10 BR-CO-13", d => d.Set(Totals + "cbc:LineExtensionAmount", "300.01")),
        new("BR-CO-11 BR-CO-13", d => d.Set(Totals + "cbc:AllowanceTotalAmount", "10.01")),
        new("BR-CO-11 BR-CO-13", d => d.Remove(Totals + "cbc:AllowanceTotalAmount")),
        new("BR-CO-12 BR-CO-13", d => d.Set(Totals + "cbc:ChargeTotalAmount", "30.01")),
        new("BR-CO-13 BR-CO-15", d => d.Set(Totals + "cbc:TaxExclusiveAmount", "320.01")),
        new("BR-CO-15 BR-CO-16", d => d.Set(Totals + "cbc:TaxInclusiveAmount", "387.21")),
        new("BR-CO-16", d => d.Set(Totals + "cbc:PayableAmount", "387.19")),
        new("", d => d.Before(Totals + "cbc:PayableAmount", "<cbc:PrepaidAmount currencyID=\"RON\">87.20</cbc:PrepaidAmount>").Set(Totals + "cbc:PayableAmount", "300.00")),
        new("", d => d.Before(Totals + "cbc:PayableAmount", "<cbc:PayableRoundingAmount currencyID=\"RON\">-0.20</cbc:PayableRoundingAmount>").Set(Totals + "cbc:PayableAmount", "387.00")),
        new("BR-CO-16", d => d.Before(Totals + "cbc:PayableAmount", "<cbc:PayableRoundingAmount currencyID=\"RON\">-0.21</cbc:PayableRoundingAmount>").Set(Totals + "cbc:PayableAmount", "387.00")),
        new("BR-CO-14 BR-CO-15", d => d.Set("cac:TaxTotal/cbc:TaxAmount", "67.21")),
        new("BR-CO-15", d => d.SetAttribute("cac:TaxTotal/cbc:TaxAmount", "currencyID", "EUR")),
        new("BR-45 BR-CO-17 BR-S-08 BR-S-09", d => d.Remove(Group + "cbc:TaxableAmount")),
        new("BR-48 BR-CO-17 BR-S-09", d => d.Remove(Group + "cac:TaxCategory/cbc:Percent")),
        new("BR-S-08", d => d.Set(Group + "cbc:TaxableAmount", "322.00")),
        new("", d => d.Set(Group + "cbc:TaxableAmount", "320.99")),
        new("UBL-SR-32 BR-S-10", d => d.Before(Group + "cac:TaxCategory/cac:TaxScheme", "<cbc:TaxExemptionReason>a</cbc:TaxExemptionReason><cbc:TaxExemptionReason>b</cbc:TaxExemptionReason>")),
        new("BR-DEC-09 BR-DEC-RO-09 UBL-DT-01", d => d.Set(Totals + "cbc:LineExtensionAmount", "300.000")),
        new("BR-DEC-12 BR-DEC-RO-12 UBL-DT-01", d => d.Set(Totals + "cbc:TaxExclusiveAmount", "320.000")),
        new("BR-DEC-18 BR-DEC-RO-18 UBL-DT-01", d => d.Set(Totals + "cbc:PayableAmount", "387.20 ")),
        new("BR-DEC-19 BR-DEC-RO-1009 UBL-DT-01", d => d.Set(Group + "cbc:TaxableAmount", "320.000")),
        new("BR-DEC-20 BR-DEC-RO-1010 UBL-DT-01", d => d.Set(Group + "cbc:TaxAmount", "67.200")),
        new("BR-DEC-01 BR-DEC-RO-01 UBL-DT-01", d => d.Set("cac:AllowanceCharge/cbc:Amount", "10.000")),
        new("BR-DEC-06 BR-DEC-RO-06 UBL-DT-01", d => d.Set("cac:AllowanceCharge[2]/cbc:BaseAmount", "100.000")),
        new("BR-33 BR-CO-21", d => d.Remove("cac:AllowanceCharge/cbc:AllowanceChargeReason").Remove("cac:AllowanceCharge/cbc:AllowanceChargeReasonCode")),
        new("BR-38 BR-CO-22", d => d.Remove("cac:AllowanceCharge[2]/cbc:AllowanceChargeReason").Remove("cac:AllowanceCharge[2]/cbc:AllowanceChargeReasonCode")),
        new("BR-CL-19", d => d.Set("cac:AllowanceCharge/cbc:AllowanceChargeReasonCode", "FC")),
        new("BR-CL-20", d => d.Set("cac:AllowanceCharge[2]/cbc:AllowanceChargeReasonCode", "95")),
        new("BR-32 BR-S-08", d => d.Remove("cac:AllowanceCharge/cac:TaxCategory")),
        new("BR-37 BR-S-08", d => d.Remove("cac:AllowanceCharge[2]/cac:TaxCategory")),
        new("BR-42 BR-CO-23", d => d.Remove(Line + "cac:AllowanceCharge/cbc:AllowanceChargeReason")),
        new("BR-44 BR-CO-24", d => d.Remove(Line + "cac:AllowanceCharge[2]/cbc:AllowanceChargeReason")),
        new("BR-DEC-24 BR-DEC-RO-24 UBL-DT-01", d => d.Set(Line + "cac:AllowanceCharge/cbc:Amount", "5.000")),
        new("BR-DEC-28 BR-DEC-RO-28 UBL-DT-01", d => d.Set(Line + "cac:AllowanceCharge[2]/cbc:BaseAmount", "50.000")),
        new("BR-DEC-23 UBL-DT-01", d => d.Set(Line + "cbc:LineExtensionAmount", "200.000")),
        new("", d => d.Set(Line + "cac:Price/cbc:PriceAmount", "20.00001").Set(Line + "cac:Price/cac:AllowanceCharge/cbc:Amount", "2.00001")),
        new("BR-CL-03", d => d.SetAttribute(Line + "cac:Price/cbc:PriceAmount", "currencyID", "LEI")),
        new("BR-50", d => d.Set("cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID", "")),
        new("BR-61", d => d.Remove("cac:PaymentMeans/cac:PayeeFinancialAccount")),
        new("BR-CL-16", d => d.Set("cac:PaymentMeans/cbc:PaymentMeansCode", "099")),
    ];

    public static TheoryData<string, int> Rows => BrokenRule.Rows(Cases);

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_change_to_an_amount_breaks_exactly_its_rules(string ids, int index) =>
        Cases[index].Change(UblSample.Invoice()).Broken().ShouldBe(Cases[index].Expected, ids);

    [Theory]
    [InlineData("1.00", "1.005", false)]
    [InlineData("1.01", "1.005", true)]
    [InlineData("-1.00", "-1.005", true)]
    [InlineData("-1.01", "-1.005", false)]
    public void Halves_are_rounded_towards_positive_infinity(string stated, string line, bool holds)
    {
        var broken = UblSample.Invoice().Set(Line + "cbc:LineExtensionAmount", line).Set(Line.TrimEnd('/') + "[2]/cbc:LineExtensionAmount", "0")
            .Set(Totals + "cbc:LineExtensionAmount", stated).Broken();

        broken.Contains("BR-CO-10").ShouldBe(!holds);
    }

    [Fact]
    public void A_wrong_sum_is_shown_with_its_terms()
    {
        var violation = UblSample.Invoice().Set(Totals + "cbc:TaxInclusiveAmount", "387.21").Set(Totals + "cbc:PayableAmount", "387.21")
            .Validate().Violations.ShouldHaveSingleItem();

        violation.RuleId.ShouldBe("BR-CO-15");
        violation.Expected.ShouldBe("320.00 + 67.20 = 387.20");
        violation.Found.ShouldBe("387.21");
        violation.Location.ShouldBe("/ubl:Invoice[1]");
        violation.Severity.ShouldBe(Severity.Fatal);
    }

    [Fact]
    public void Amounts_too_large_for_a_decimal_are_still_added_exactly()
    {
        const string Huge = "123456789012345678901234567890.10";
        var sample = UblSample.Invoice().Set(Line + "cbc:LineExtensionAmount", Huge).Set(Totals + "cbc:LineExtensionAmount", "123456789012345678901234567990.10");

        sample.Broken().ShouldNotContain("BR-CO-10");
        sample.Set(Totals + "cbc:LineExtensionAmount", "123456789012345678901234567990.11").Broken().ShouldContain("BR-CO-10");
    }
}
