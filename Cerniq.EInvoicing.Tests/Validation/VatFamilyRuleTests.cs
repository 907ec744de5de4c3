using Cerniq.EInvoicing.Validation;

namespace Cerniq.EInvoicing.Tests.Validation;

/// <summary>Each VAT category: a valid document, and each rule of its family broken by one change.</summary>
public sealed class VatFamilyRuleTests
{
    private const string Group = "cac:TaxTotal/cac:TaxSubtotal/", Category = Group + "cac:TaxCategory/", Line = "cac:InvoiceLine/cac:Item/cac:ClassifiedTaxCategory/";

    public static TheoryData<string, string, string?, bool> Families => new()
    {
        { "S", "S", "21", false },
        { "Z", "Z", "0", false },
        { "E", "E", "0", true },
        { "AE", "AE", "0", true },
        { "IC", "K", "0", true },
        { "G", "G", "0", true },
        { "IG", "L", "21", false },
        { "IP", "M", "21", false },
        { "O", "O", null, true },
    };

    private static UblSample Valid(string code, string? rate, bool reason)
    {
        var sample = UblSample.Invoice().VatCategory(code, rate, reason ? "Motiv" : null);
        if (rate != "21")
            sample.Vat("0.00", "320.00");
        if (code == "O")
            sample.Remove("cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme").Remove("cac:AccountingCustomerParty/cac:Party/cac:PartyTaxScheme")
                .Remove("cac:TaxRepresentativeParty");
        return sample;
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_document_with_the_category_is_valid(string tag, string code, string? rate, bool reason)
    {
        Valid(code, rate, reason).Broken().ShouldBeEmpty(tag);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void The_breakdown_must_have_the_category(string tag, string code, string? rate, bool reason)
    {
        var other = code == "E" ? "AE" : "E";

        Valid(code, rate, reason).Set(Category + "cbc:ID", other).Broken().ShouldContain($"BR-{tag}-01");
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void The_parties_must_be_identified_as_the_category_asks(string tag, string code, string? rate, bool reason)
    {
        var sample = Valid(code, rate, reason);
        if (code == "O")
            sample.Before("cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity",
                "<cac:PartyTaxScheme><cbc:CompanyID>RO12345674</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>");
        else
            sample.Remove("cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme").Remove("cac:TaxRepresentativeParty");

        sample.Broken().Except(["BR-RO-065"]).ShouldBe([$"BR-{tag}-02", $"BR-{tag}-03", $"BR-{tag}-04"]);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void The_rate_of_a_line_must_fit_the_category(string tag, string code, string? rate, bool reason)
    {
        var sample = Valid(code, rate, reason);
        if (rate is null)
            sample.After(Line + "cbc:ID", "<cbc:Percent>21</cbc:Percent>");
        else
            sample.Set(Line + "cbc:Percent", rate == "21" ? "-1" : "5");

        sample.Broken().Except([$"BR-{tag}-08"]).ShouldBe([$"BR-{tag}-05"]);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void The_rates_of_allowances_and_charges_must_fit_the_category(string tag, string code, string? rate, bool reason)
    {
        for (var i = 1; i <= 2; i++)
        {
            var (sample, path) = (Valid(code, rate, reason), $"cac:AllowanceCharge[{i}]/cac:TaxCategory/");
            if (rate is null)
                sample.After(path + "cbc:ID", "<cbc:Percent>21</cbc:Percent>");
            else
                sample.Set(path + "cbc:Percent", rate == "21" ? "-1" : "5");

            sample.Broken().Except([$"BR-{tag}-08"]).ShouldBe([$"BR-{tag}-0{5 + i}"]);
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void The_base_must_be_what_the_lines_come_to(string tag, string code, string? rate, bool reason) =>
        Valid(code, rate, reason).Set(Group + "cbc:TaxableAmount", "324.00").Broken().ShouldBe([$"BR-{tag}-08"]);

    [Theory]
    [MemberData(nameof(Families))]
    public void The_tax_must_follow_from_base_and_rate(string tag, string code, string? rate, bool reason)
    {
        var sample = Valid(code, rate, reason);
        sample.Vat(rate == "21" ? "70.00" : "2.00", rate == "21" ? "390.00" : "322.00");

        sample.Broken().ShouldBe(["BR-CO-17", $"BR-{tag}-09"], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void The_exemption_reason_is_there_or_not_as_the_category_asks(string tag, string code, string? rate, bool reason)
    {
        var sample = Valid(code, rate, reason);
        if (reason)
            sample.Remove(Category + "cbc:TaxExemptionReason");
        else
            sample.Before(Category + "cac:TaxScheme", "<cbc:TaxExemptionReasonCode>VATEX-EU-O</cbc:TaxExemptionReasonCode>");

        sample.Broken().ShouldBe([$"BR-{tag}-10"]);
    }

    [Fact]
    public void An_intra_community_supply_needs_a_delivery_date_and_country()
    {
        Valid("K", "0", reason: true).Remove("cac:Delivery/cbc:ActualDeliveryDate").Remove("cac:InvoicePeriod").Broken().ShouldBe(["BR-IC-11"]);
        Valid("K", "0", reason: true).Remove("cac:Delivery/cac:DeliveryLocation").Broken().ShouldBe(["BR-IC-12"]);
    }

    [Fact]
    public void A_supply_outside_the_scope_stands_alone()
    {
        Valid("O", null, reason: true).Set(Line + "cbc:ID", "E").Broken().ShouldContain("BR-O-12");
        Valid("O", null, reason: true).Set("cac:AllowanceCharge[1]/cac:TaxCategory/cbc:ID", "E").Broken().ShouldContain("BR-O-13");
        Valid("O", null, reason: true).Set("cac:AllowanceCharge[2]/cac:TaxCategory/cbc:ID", "E").Broken().ShouldContain("BR-O-14");
        Valid("O", null, reason: true).Repeat("cac:TaxTotal/cac:TaxSubtotal").Set(Category + "cbc:ID", "E").Broken().ShouldContain("BR-O-11");
    }

    [Fact]
    public void Split_payment_is_Italian_and_excludes_the_standard_rate()
    {
        var broken = UblSample.Invoice().Set(Line + "cbc:ID", "B").Broken();

        broken.ShouldContain("BR-B-01");
        broken.ShouldContain("BR-B-02");
    }

    [Fact]
    public void The_current_edition_gives_the_Spanish_families_other_ids()
    {
        Valid("L", "21", reason: false).Set(Group + "cbc:TaxableAmount", "324.00").Broken(ValidationProfile.En1316).ShouldBe(["BR-AF-08"]);
        Valid("M", "21", reason: false).Set(Group + "cbc:TaxableAmount", "324.00").Broken(ValidationProfile.En1316).ShouldBe(["BR-AG-08"]);
    }
}
