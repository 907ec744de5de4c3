using Cerniq.EInvoicing.Validation;
using Cerniq.EInvoicing.Validation.Rules;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Tests.Validation;

/// <summary>Rules that hardly any document breaks, each with one that does; and every rule that forbids a path, by its published text.</summary>
public sealed class SeldomBrokenRuleTests
{
    private const string
        Card = "<cac:PaymentMeans><cbc:PaymentMeansCode>48</cbc:PaymentMeansCode><cac:CardAccount><cbc:PrimaryAccountNumberID>1234</cbc:PrimaryAccountNumberID><cbc:NetworkID>VISA</cbc:NetworkID></cac:CardAccount></cac:PaymentMeans>",
        Sepa = "<cac:PartyIdentification><cbc:ID schemeID=\"SEPA\">RO1</cbc:ID></cac:PartyIdentification>",
        Seller = "cac:AccountingSupplierParty/cac:Party/cac:PartyName";

    [Theory]
    [InlineData(ValidationProfile.Ro109, "BR-66")]
    [InlineData(ValidationProfile.En1316, "UBL-SR-54")]
    public void Two_cards_are_one_too_many(ValidationProfile profile, string rule)
    {
        UblSample.Invoice().Before("cac:PaymentMeans", Card).Broken(profile).ShouldNotContain(rule);
        UblSample.Invoice().Before("cac:PaymentMeans", Card + Card).Broken(profile).ShouldContain(rule);
    }

    [Theory]
    [InlineData(ValidationProfile.Ro109)]
    [InlineData(ValidationProfile.En1316)]
    public void Two_creditor_identifiers_are_one_too_many(ValidationProfile profile)
    {
        UblSample.Invoice().Before(Seller, Sepa).Broken(profile).ShouldNotContain("UBL-SR-29");
        UblSample.Invoice().Before(Seller, Sepa + Sepa).Broken(profile).ShouldContain("UBL-SR-29");
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("-0", false)]
    [InlineData("+0.00", false)]
    [InlineData("-0.00", true)]
    [InlineData("-.0", true)]
    [InlineData("-0.01", true)]
    public void A_negative_zero_with_a_point_counts_as_negative(string price, bool broken)
    {
        foreach (var profile in Enum.GetValues<ValidationProfile>())
            UblSample.Invoice().Set("cac:InvoiceLine/cac:Price/cbc:PriceAmount", price).Broken(profile).Contains("BR-27").ShouldBe(broken);
    }

    [ConformanceFact]
    public void Every_rule_that_forbids_a_path_is_broken_by_that_path()
    {
        var tried = 0;
        foreach (var row in File.ReadLines(Path.Combine(Conformance.Folder!, "rules.tsv")).Skip(1).Select(l => l.Split('\t')))
        {
            if (!row[6].StartsWith("/ubl:Invoice", StringComparison.Ordinal) || ForbiddenPath.Of(row[7]) is not { } document || NeverReported.Contains((row[0], row[3])))
                continue;
            tried++;
            Broken(document, row[0] == "ro109" ? ValidationProfile.Ro109 : ValidationProfile.En1316).ShouldContain(row[3], row[7]);
        }

        tried.ShouldBeGreaterThan(1300);
    }

    /// <summary>In ANAF's edition the elements these speak of are misspelt, so that no document that follows the schema has them.</summary>
    private static readonly HashSet<(string, string)> NeverReported =
        [("ro109", "UBL-CR-487"), ("ro109", "UBL-CR-572"), ("ro109", "UBL-CR-577"), ("ro109", "UBL-CR-583"), ("ro109", "UBL-CR-674")];

    /// <summary>The rules alone, without the schema, which would ask for much else beside the path.</summary>
    private static IEnumerable<string> Broken(byte[] document, ValidationProfile profile)
    {
        var tree = new XmlTree();
        XmlTreeReader.Read(document, tree, new ReaderScratch()).ShouldBeTrue();
        return new RuleRun().Run(tree, RuleBook.For(profile)).Select(v => v.RuleId);
    }
}
