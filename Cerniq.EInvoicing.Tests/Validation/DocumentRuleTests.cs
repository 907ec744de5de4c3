namespace Cerniq.EInvoicing.Tests.Validation;

public sealed class DocumentRuleTests
{
    private const string Seller = "cac:AccountingSupplierParty/cac:Party/", Buyer = "cac:AccountingCustomerParty/cac:Party/";

    private static readonly BrokenRule[] Cases =
    [
        new("", d => d),
        new("BR-01 BR-RO-001", d => d.Remove("cbc:CustomizationID")),
        new("BR-RO-001", d => d.Set("cbc:CustomizationID", "urn:cen.eu:en16931:2017")),
        new("BR-02 BR-RO-010", d => d.Set("cbc:ID", "")),
        new("BR-RO-010", d => d.Set("cbc:ID", "FACTURA")),
        new("BR-RO-L155", d => d.Set("cbc:ID", new string('1', 201))),
        new("BR-RO-020_1", d => d.Set("cbc:InvoiceTypeCode", "381").Set("cbc:InvoiceTypeCode", "82")),
        new("BR-CL-01 BR-RO-020_1", d => d.Set("cbc:InvoiceTypeCode", "999")),
        new("BR-05 BR-CO-15 BR-CL-04 BR-RO-030", d => d.Set("cbc:DocumentCurrencyCode", "")),
        new("BR-CO-15 BR-RO-030", d => d.Set("cbc:DocumentCurrencyCode", "EUR")),
        new("BR-53", d => d.After("cbc:DocumentCurrencyCode", "<cbc:TaxCurrencyCode>EUR</cbc:TaxCurrencyCode>")),
        new("BR-53 BR-CL-05", d => d.After("cbc:DocumentCurrencyCode", "<cbc:TaxCurrencyCode>XX</cbc:TaxCurrencyCode>")),
        new("BR-06 UBL-SR-19 UBL-SR-20 UBL-SR-21", d => d.Remove(Seller + "cac:PartyLegalEntity/cbc:RegistrationName")),
        new("BR-07", d => d.Remove(Buyer + "cac:PartyLegalEntity/cbc:RegistrationName")),
        new("BR-08 BR-RO-081 BR-RO-091", d => d.Remove(Seller + "cac:PostalAddress")),
        new("BR-10 BR-RO-082 BR-RO-092", d => d.Remove(Buyer + "cac:PostalAddress")),
        new("BR-CO-03", d => d.Before("cbc:DocumentCurrencyCode", "<cbc:TaxPointDate>2025-09-01</cbc:TaxPointDate>").After("cac:InvoicePeriod/cbc:EndDate", "<cbc:DescriptionCode>35</cbc:DescriptionCode>")),
        new("BR-CL-06 BR-RO-040", d => d.After("cac:InvoicePeriod/cbc:EndDate", "<cbc:DescriptionCode>36</cbc:DescriptionCode>")),
        new("BR-CO-25", d => d.Remove("cbc:DueDate").Remove("cac:PaymentTerms")),
        new("BR-CL-08", d => d.Set("cbc:Note", "#QQQ#text")),
        new("", d => d.Set("cbc:Note", "#QQ#text")),
        new("BR-RO-L302", d => d.Set("cbc:Note", new string('n', 301))),
        new("BR-RO-DT001", d => d.Set("cbc:IssueDate", "2025-09-01Z")),
        new("BR-RO-DT003", d => d.Set("cbc:DueDate", " 2025-10-01")),
        new("BR-RO-DT004", d => d.Set("cac:Delivery/cbc:ActualDeliveryDate", "2025-08-30+03:00")),
        new("BR-29", d => d.Set("cac:InvoicePeriod/cbc:StartDate", "2025-09-02")),
        new("BR-CO-19", d => d.Remove("cac:InvoicePeriod/cbc:StartDate").Remove("cac:InvoicePeriod/cbc:EndDate")),
        new("UBL-SR-08", d => d.Repeat("cac:InvoicePeriod")),
        new("UBL-SR-01", d => d.Repeat("cac:ContractDocumentReference")),
        new("BR-52", d => d.Set("cac:AdditionalDocumentReference/cbc:ID", "")),
        new("BR-55 UBL-SR-07", d => d.Remove("cac:BillingReference/cac:InvoiceDocumentReference").Set("cac:BillingReference", "")),
        new("BR-RO-L156", d => d.Set("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID", new string('1', 201))),
        new("UBL-SR-33", d => d.Repeat("cac:AdditionalDocumentReference/cbc:DocumentDescription")),
        new("UBL-DT-07", d => d.SetAttribute("cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject", "filename", null)),
        new("BR-CL-24", d => d.SetAttribute("cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject", "mimeCode", "text/html")),
        new("UBL-SR-43", d => d.After("cac:AdditionalDocumentReference/cbc:ID", "<cbc:DocumentTypeCode>50</cbc:DocumentTypeCode>")),
        new("UBL-CR-666 UBL-CR-673", d => d.After("cac:AdditionalDocumentReference/cbc:ID", "<cbc:DocumentTypeCode>130</cbc:DocumentTypeCode>")),
        new("UBL-CR-002", d => d.Before("cbc:CustomizationID", "<cbc:UBLVersionID>2.0</cbc:UBLVersionID>")),
        new("", d => d.Before("cbc:CustomizationID", "<cbc:UBLVersionID>2.1</cbc:UBLVersionID>")),
        new("UBL-CR-005", d => d.After("cbc:ID", "<cbc:UUID>1</cbc:UUID>")),
        new("UBL-CR-650", d => d.SetAttribute("cbc:ID", "schemeID", "1")),
        new("UBL-DT-19", d => d.SetAttribute("cbc:Note", "languageID", "ro")),
    ];

    public static TheoryData<string, int> Rows => BrokenRule.Rows(Cases);

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_change_to_the_head_breaks_exactly_its_rules(string ids, int index)
    {
        var change = Cases[index];

        change.Change(UblSample.Invoice()).Broken().ShouldBe(change.Expected, ids);
    }

    [Fact]
    public void Twenty_notes_are_allowed_and_the_twenty_first_is_not()
    {
        var sample = UblSample.Invoice();
        for (var i = 1; i < 20; i++)
            sample.Repeat("cbc:Note");
        sample.Broken().ShouldBeEmpty();

        sample.Repeat("cbc:Note").Broken().ShouldBe(["BR-RO-A020"]);
    }

    [Fact]
    public void A_valid_credit_note_is_valid_in_both_profiles()
    {
        UblSample.CreditNote().Broken().ShouldBeEmpty();
        UblSample.CreditNote().Broken(Cerniq.EInvoicing.Validation.ValidationProfile.En1316).ShouldBeEmpty();
        UblSample.Invoice().Broken(Cerniq.EInvoicing.Validation.ValidationProfile.En1316).ShouldBeEmpty();
    }

    [Fact]
    public void A_credit_note_must_have_type_381()
    {
        UblSample.CreditNote().Set("cbc:CreditNoteTypeCode", "396").Broken().ShouldBe(["BR-RO-020_2"]);
    }

    [Fact]
    public void A_credit_note_may_leave_out_the_due_date()
    {
        UblSample.CreditNote().Remove("cac:PaymentTerms").Broken().ShouldBeEmpty();
    }
}
