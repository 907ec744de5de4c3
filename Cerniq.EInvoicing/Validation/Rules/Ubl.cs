using Cerniq.EInvoicing.Validation.Structure;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>The elements the rules speak of.</summary>
internal static class Ubl
{
    public static readonly ushort Invoice = UblNames.Id("inv:Invoice"), CreditNote = UblNames.Id("cn:CreditNote");

    public static readonly ushort AccountingCustomerParty = Cac("AccountingCustomerParty"), AccountingSupplierParty = Cac("AccountingSupplierParty"),
        AdditionalDocumentReference = Cac("AdditionalDocumentReference"), AdditionalItemProperty = Cac("AdditionalItemProperty"),
        Address = Cac("Address"), AddressLine = Cac("AddressLine"), AllowanceCharge = Cac("AllowanceCharge"), Attachment = Cac("Attachment"),
        BillingReference = Cac("BillingReference"), CardAccount = Cac("CardAccount"), ClassifiedTaxCategory = Cac("ClassifiedTaxCategory"),
        CommodityClassification = Cac("CommodityClassification"), Country = Cac("Country"), CreditNoteLine = Cac("CreditNoteLine"),
        Delivery = Cac("Delivery"), DeliveryLocation = Cac("DeliveryLocation"), DocumentReference = Cac("DocumentReference"),
        InvoiceDocumentReference = Cac("InvoiceDocumentReference"), InvoiceLine = Cac("InvoiceLine"), InvoicePeriod = Cac("InvoicePeriod"),
        Item = Cac("Item"), LegalMonetaryTotal = Cac("LegalMonetaryTotal"), OriginCountry = Cac("OriginCountry"), Party = Cac("Party"),
        PartyIdentification = Cac("PartyIdentification"), PartyLegalEntity = Cac("PartyLegalEntity"), PartyName = Cac("PartyName"),
        PartyTaxScheme = Cac("PartyTaxScheme"), PayeeFinancialAccount = Cac("PayeeFinancialAccount"), PayeeParty = Cac("PayeeParty"),
        PaymentMandate = Cac("PaymentMandate"), PaymentMeans = Cac("PaymentMeans"), PaymentTerms = Cac("PaymentTerms"),
        PostalAddress = Cac("PostalAddress"), Price = Cac("Price"), StandardItemIdentification = Cac("StandardItemIdentification"),
        TaxCategory = Cac("TaxCategory"), TaxRepresentativeParty = Cac("TaxRepresentativeParty"), TaxScheme = Cac("TaxScheme"),
        TaxSubtotal = Cac("TaxSubtotal"), TaxTotal = Cac("TaxTotal");

    public static readonly ushort ActualDeliveryDate = Cbc("ActualDeliveryDate"), AllowanceChargeReason = Cbc("AllowanceChargeReason"),
        AllowanceChargeReasonCode = Cbc("AllowanceChargeReasonCode"), AllowanceTotalAmount = Cbc("AllowanceTotalAmount"), Amount = Cbc("Amount"),
        BaseAmount = Cbc("BaseAmount"), BaseQuantity = Cbc("BaseQuantity"), ChargeIndicator = Cbc("ChargeIndicator"),
        ChargeTotalAmount = Cbc("ChargeTotalAmount"), CityName = Cbc("CityName"), CompanyId = Cbc("CompanyID"), CountrySubentity = Cbc("CountrySubentity"),
        CreditedQuantity = Cbc("CreditedQuantity"), CreditNoteTypeCode = Cbc("CreditNoteTypeCode"), CustomizationId = Cbc("CustomizationID"),
        Description = Cbc("Description"), DescriptionCode = Cbc("DescriptionCode"), DocumentCurrencyCode = Cbc("DocumentCurrencyCode"),
        DocumentDescription = Cbc("DocumentDescription"), DocumentTypeCode = Cbc("DocumentTypeCode"), DueDate = Cbc("DueDate"),
        EmbeddedDocumentBinaryObject = Cbc("EmbeddedDocumentBinaryObject"), EndDate = Cbc("EndDate"), EndpointId = Cbc("EndpointID"), Id = Cbc("ID"),
        IdentificationCode = Cbc("IdentificationCode"), InvoicedQuantity = Cbc("InvoicedQuantity"), InvoiceTypeCode = Cbc("InvoiceTypeCode"),
        IssueDate = Cbc("IssueDate"), ItemClassificationCode = Cbc("ItemClassificationCode"), LineExtensionAmount = Cbc("LineExtensionAmount"),
        Name = Cbc("Name"), Note = Cbc("Note"), PayableAmount = Cbc("PayableAmount"), PayableRoundingAmount = Cbc("PayableRoundingAmount"),
        PaymentDueDate = Cbc("PaymentDueDate"), PaymentId = Cbc("PaymentID"), PaymentMeansCode = Cbc("PaymentMeansCode"), Percent = Cbc("Percent"),
        PrepaidAmount = Cbc("PrepaidAmount"), PriceAmount = Cbc("PriceAmount"), PrimaryAccountNumberId = Cbc("PrimaryAccountNumberID"),
        StartDate = Cbc("StartDate"), StreetName = Cbc("StreetName"), TaxableAmount = Cbc("TaxableAmount"), TaxAmount = Cbc("TaxAmount"),
        TaxCurrencyCode = Cbc("TaxCurrencyCode"), TaxExclusiveAmount = Cbc("TaxExclusiveAmount"), TaxExemptionReason = Cbc("TaxExemptionReason"),
        TaxExemptionReasonCode = Cbc("TaxExemptionReasonCode"), TaxInclusiveAmount = Cbc("TaxInclusiveAmount"), TaxPointDate = Cbc("TaxPointDate"),
        UblVersionId = Cbc("UBLVersionID"), Value = Cbc("Value");

    private static ushort Cac(string name) => UblNames.Id("cac:" + name);

    private static ushort Cbc(string name) => UblNames.Id("cbc:" + name);
}
