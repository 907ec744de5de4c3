using System.Xml.Linq;

namespace Cerniq.EInvoicing.Tests.Ubl;

/// <summary>The order in which UBL 2.1 wants the children this library writes, taken down from the schemas by type.</summary>
internal static class SchemaOrder
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["Invoice"] = "CustomizationID ProfileID ID IssueDate DueDate InvoiceTypeCode Note* TaxPointDate DocumentCurrencyCode TaxCurrencyCode AccountingCost BuyerReference InvoicePeriod OrderReference BillingReference* DespatchDocumentReference ReceiptDocumentReference OriginatorDocumentReference ContractDocumentReference AdditionalDocumentReference* ProjectReference AccountingSupplierParty AccountingCustomerParty PayeeParty TaxRepresentativeParty Delivery PaymentMeans* PaymentTerms AllowanceCharge* TaxTotal* LegalMonetaryTotal InvoiceLine*",
        ["CreditNote"] = "CustomizationID ProfileID ID IssueDate TaxPointDate CreditNoteTypeCode Note* DocumentCurrencyCode TaxCurrencyCode AccountingCost BuyerReference InvoicePeriod OrderReference BillingReference* DespatchDocumentReference ReceiptDocumentReference ContractDocumentReference AdditionalDocumentReference* OriginatorDocumentReference AccountingSupplierParty AccountingCustomerParty PayeeParty TaxRepresentativeParty Delivery PaymentMeans* PaymentTerms AllowanceCharge* TaxTotal* LegalMonetaryTotal CreditNoteLine*",
        ["InvoiceLine"] = "ID Note InvoicedQuantity LineExtensionAmount AccountingCost InvoicePeriod OrderLineReference DocumentReference AllowanceCharge* Item Price",
        ["CreditNoteLine"] = "ID Note CreditedQuantity LineExtensionAmount AccountingCost InvoicePeriod OrderLineReference DocumentReference AllowanceCharge* Item Price",
        ["Party"] = "EndpointID PartyIdentification* PartyName PostalAddress PartyTaxScheme* PartyLegalEntity Contact",
        ["PayeeParty"] = "PartyIdentification PartyName PartyLegalEntity",
        ["TaxRepresentativeParty"] = "PartyName PostalAddress PartyTaxScheme",
        ["PostalAddress"] = "StreetName AdditionalStreetName CityName PostalZone CountrySubentity AddressLine Country",
        ["Address"] = "StreetName AdditionalStreetName CityName PostalZone CountrySubentity AddressLine Country",
        ["PartyLegalEntity"] = "RegistrationName CompanyID CompanyLegalForm",
        ["PartyTaxScheme"] = "CompanyID TaxScheme",
        ["Contact"] = "Name Telephone ElectronicMail",
        ["Item"] = "Description Name BuyersItemIdentification SellersItemIdentification StandardItemIdentification OriginCountry CommodityClassification* ClassifiedTaxCategory AdditionalItemProperty*",
        ["Price"] = "PriceAmount BaseQuantity AllowanceCharge",
        ["AllowanceCharge"] = "ChargeIndicator AllowanceChargeReasonCode AllowanceChargeReason MultiplierFactorNumeric Amount BaseAmount TaxCategory",
        ["TaxTotal"] = "TaxAmount TaxSubtotal*",
        ["TaxSubtotal"] = "TaxableAmount TaxAmount TaxCategory",
        ["TaxCategory"] = "ID Percent TaxExemptionReasonCode TaxExemptionReason TaxScheme",
        ["ClassifiedTaxCategory"] = "ID Percent TaxScheme",
        ["LegalMonetaryTotal"] = "LineExtensionAmount TaxExclusiveAmount TaxInclusiveAmount AllowanceTotalAmount ChargeTotalAmount PrepaidAmount PayableRoundingAmount PayableAmount",
        ["PaymentMeans"] = "PaymentMeansCode PaymentDueDate PaymentID CardAccount PayeeFinancialAccount PaymentMandate",
        ["CardAccount"] = "PrimaryAccountNumberID NetworkID HolderName",
        ["PayeeFinancialAccount"] = "ID Name FinancialInstitutionBranch",
        ["PaymentMandate"] = "ID PayerFinancialAccount",
        ["AdditionalDocumentReference"] = "ID DocumentTypeCode DocumentDescription Attachment",
        ["Delivery"] = "ActualDeliveryDate DeliveryLocation DeliveryParty",
        ["DeliveryLocation"] = "ID Address",
        ["InvoicePeriod"] = "StartDate EndDate DescriptionCode",
        ["OrderReference"] = "ID SalesOrderID",
        ["InvoiceDocumentReference"] = "ID IssueDate",
    };

    public static void Check(XElement element)
    {
        if (Types.TryGetValue(element.Name.LocalName, out var declared))
        {
            var order = declared.Split(' ').ToList();
            var last = -1;
            foreach (var child in element.Elements())
            {
                var name = child.Name.LocalName;
                var repeated = order.IndexOf(name + "*");
                var index = repeated >= 0 ? repeated : order.IndexOf(name);
                index.ShouldBeGreaterThanOrEqualTo(0, $"{name} is no child of {element.Name.LocalName}");
                (index > last || (index == last && repeated >= 0)).ShouldBeTrue($"{name} stands too late or twice in {element.Name.LocalName}");
                last = index;
            }
        }

        foreach (var child in element.Elements())
            Check(child);
    }
}
