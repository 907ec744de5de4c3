using Cerniq.EInvoicing.Validation;

namespace Cerniq.EInvoicing.Tests.Validation;

/// <summary>What the UBL 2.1 schema allows.</summary>
public sealed class StructureTests
{
    private static string Problem(UblSample sample)
    {
        var result = sample.Validate();
        (result.WellFormed, result.StructureOk, result.Valid).ShouldBe((true, false, false));
        result.Violations.ShouldBeEmpty();
        return result.Problem!;
    }

    [Fact]
    public void Elements_keep_their_order() =>
        Problem(UblSample.Invoice().Remove("cbc:ID").After("cbc:IssueDate", "<cbc:ID>1</cbc:ID>")).ShouldContain("must be preceded by cbc:ID");

    [Fact]
    public void A_required_element_is_missed() =>
        Problem(UblSample.Invoice().Remove("cac:LegalMonetaryTotal/cbc:PayableAmount")).ShouldContain("must have a cbc:PayableAmount");

    [Fact]
    public void A_single_element_occurs_once() => Problem(UblSample.Invoice().Repeat("cbc:IssueDate")).ShouldContain("only once");

    [Fact]
    public void An_unknown_element_is_refused() =>
        Problem(UblSample.Invoice().After("cbc:ID", "<cbc:Number>1</cbc:Number>")).ShouldContain("cbc:Number is not known");

    [Fact]
    public void A_known_element_is_refused_where_it_does_not_belong() =>
        Problem(UblSample.Invoice().After("cbc:ID", "<cbc:Telephone>1</cbc:Telephone>")).ShouldContain("is not known in Invoice");

    [Fact]
    public void Groups_hold_no_text() => Problem(UblSample.Invoice().After("cac:OrderReference/cbc:ID", "").Set("cac:OrderReference", "text")).ShouldContain("cannot hold text");

    [Theory]
    [InlineData("cbc:IssueDate", "2025-02-29")]
    [InlineData("cbc:IssueDate", "2025-9-1")]
    [InlineData("cbc:IssueDate", "0000-01-01")]
    [InlineData("cbc:IssueDate", "2025-09-01T00:00:00")]
    [InlineData("cbc:IssueDate", "2025-09-01+15:00")]
    [InlineData("cac:LegalMonetaryTotal/cbc:PayableAmount", "1,00")]
    [InlineData("cac:LegalMonetaryTotal/cbc:PayableAmount", "1e2")]
    [InlineData("cac:LegalMonetaryTotal/cbc:PayableAmount", ".")]
    [InlineData("cac:LegalMonetaryTotal/cbc:PayableAmount", "")]
    [InlineData("cac:LegalMonetaryTotal/cbc:PayableAmount", "1 000")]
    [InlineData("cac:AllowanceCharge/cbc:ChargeIndicator", "False")]
    [InlineData("cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject", "YTt")]
    [InlineData("cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject", "YT==x")]
    public void A_value_must_have_its_lexical_form(string path, string value) => Problem(UblSample.Invoice().Set(path, value)).ShouldContain("is not");

    [Theory]
    [InlineData("cbc:IssueDate", "2024-02-29")]
    [InlineData("cbc:IssueDate", " 2025-09-01Z\n")]
    [InlineData("cbc:IssueDate", "-0001-12-31-14:00")]
    [InlineData("cac:LegalMonetaryTotal/cbc:PayableAmount", " +.5 ")]
    [InlineData("cac:LegalMonetaryTotal/cbc:PayableAmount", "5.")]
    [InlineData("cac:AllowanceCharge/cbc:ChargeIndicator", " 0 ")]
    [InlineData("cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject", "YT ti\nCg==")]
    public void White_space_and_odd_but_legal_forms_are_accepted(string path, string value) =>
        UblSample.Invoice().Set(path, value).Validate().StructureOk.ShouldBeTrue();

    [Fact]
    public void Attributes_are_checked()
    {
        Problem(UblSample.Invoice().SetAttribute("cac:TaxTotal/cbc:TaxAmount", "currencyID", null)).ShouldContain("must have the attribute currencyID");
        Problem(UblSample.Invoice().SetAttribute("cbc:IssueDate", "format", "x")).ShouldContain("attribute format is not allowed");
        Problem(UblSample.Invoice().SetAttribute("cbc:Note", "languageID", "romanian-")).ShouldContain("languageID");
        Problem(UblSample.Invoice().SetAttribute("cac:TaxTotal", "id", "1")).ShouldContain("attribute id is not allowed");
    }

    [Fact]
    public void Extensions_hold_one_foreign_element_that_may_be_anything()
    {
        const string Open = "<ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent>", Close = "</ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>";
        UblSample.Invoice().Before("cbc:CustomizationID", Open + "<a xmlns='urn:a' b='1'>x<c/>y</a>" + Close).Broken().ShouldBe(["UBL-CR-001"]);
        Problem(UblSample.Invoice().Before("cbc:CustomizationID", Open + Close)).ShouldContain("exactly one element");
        Problem(UblSample.Invoice().Before("cbc:CustomizationID", Open + "<a xmlns='urn:a'/><a xmlns='urn:a'/>" + Close)).ShouldContain("exactly one element");
        Problem(UblSample.Invoice().Before("cbc:CustomizationID", Open + "<a/>" + Close)).ShouldContain("namespace of its own");
        Problem(UblSample.Invoice().Before("cbc:CustomizationID", Open + "<a xmlns='urn:a'><cbc:IssueDate>x</cbc:IssueDate></a>" + Close)).ShouldContain("is not a date");
    }

    [Fact]
    public void Both_profiles_use_the_same_schema() =>
        UblSample.Invoice().Repeat("cbc:IssueDate").Validate(ValidationProfile.En1316).StructureOk.ShouldBeFalse();
}
