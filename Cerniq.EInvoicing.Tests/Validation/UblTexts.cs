namespace Cerniq.EInvoicing.Tests.Validation;

/// <summary>The texts the samples start from: valid in both profiles, without even a warning.</summary>
internal static class UblTexts
{
    private const string Namespaces =
        """
        xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
        """;

    private const string Vat = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>";

    private const string Category = $"<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent>{Vat}</cac:TaxCategory>";

    private const string Head =
        """
          <cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:efactura.mfinante.ro:CIUS-RO:1.0.1</cbc:CustomizationID>
          <cbc:ID>CRQ-1024</cbc:ID>
          <cbc:IssueDate>2025-09-01</cbc:IssueDate>
        """;

    private const string References =
        """
          <cac:InvoicePeriod><cbc:StartDate>2025-08-01</cbc:StartDate><cbc:EndDate>2025-08-31</cbc:EndDate></cac:InvoicePeriod>
          <cac:OrderReference><cbc:ID>PO-7</cbc:ID></cac:OrderReference>
          <cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>CRQ-1000</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>
          <cac:ContractDocumentReference><cbc:ID>CTR-9</cbc:ID></cac:ContractDocumentReference>
          <cac:AdditionalDocumentReference>
            <cbc:ID>ANX-1</cbc:ID><cbc:DocumentDescription>Proces-verbal</cbc:DocumentDescription>
            <cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode="text/csv" filename="pv.csv">YTtiCg==</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>
          </cac:AdditionalDocumentReference>
        """;

    private const string Parties =
        $"""
          <cac:AccountingSupplierParty><cac:Party>
            <cbc:EndpointID schemeID="9947">RO12345674</cbc:EndpointID>
            <cac:PartyName><cbc:Name>Vânzător</cbc:Name></cac:PartyName>
            <cac:PostalAddress><cbc:StreetName>Str. Lungă 1</cbc:StreetName><cbc:CityName>SECTOR1</cbc:CityName><cbc:CountrySubentity>RO-B</cbc:CountrySubentity><cac:Country><cbc:IdentificationCode>RO</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
            <cac:PartyTaxScheme><cbc:CompanyID>RO12345674</cbc:CompanyID>{Vat}</cac:PartyTaxScheme>
            <cac:PartyLegalEntity><cbc:RegistrationName>Vânzător SRL</cbc:RegistrationName><cbc:CompanyID>J40/1/2020</cbc:CompanyID></cac:PartyLegalEntity>
          </cac:Party></cac:AccountingSupplierParty>
          <cac:AccountingCustomerParty><cac:Party>
            <cbc:EndpointID schemeID="9947">RO87654321</cbc:EndpointID>
            <cac:PostalAddress><cbc:StreetName>Str. Scurtă 2</cbc:StreetName><cbc:CityName>Cluj-Napoca</cbc:CityName><cbc:CountrySubentity>RO-CJ</cbc:CountrySubentity><cac:Country><cbc:IdentificationCode>RO</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
            <cac:PartyTaxScheme><cbc:CompanyID>RO87654321</cbc:CompanyID>{Vat}</cac:PartyTaxScheme>
            <cac:PartyLegalEntity><cbc:RegistrationName>Cumpărător SA</cbc:RegistrationName><cbc:CompanyID>J12/2/2021</cbc:CompanyID></cac:PartyLegalEntity>
          </cac:Party></cac:AccountingCustomerParty>
          <cac:PayeeParty><cac:PartyName><cbc:Name>Factoring SA</cbc:Name></cac:PartyName></cac:PayeeParty>
          <cac:TaxRepresentativeParty>
            <cac:PartyName><cbc:Name>Reprezentant SRL</cbc:Name></cac:PartyName>
            <cac:PostalAddress><cbc:StreetName>Str. Nouă 3</cbc:StreetName><cbc:CityName>SECTOR2</cbc:CityName><cbc:CountrySubentity>RO-B</cbc:CountrySubentity><cac:Country><cbc:IdentificationCode>RO</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
            <cac:PartyTaxScheme><cbc:CompanyID>RO11111110</cbc:CompanyID>{Vat}</cac:PartyTaxScheme>
          </cac:TaxRepresentativeParty>
          <cac:Delivery><cbc:ActualDeliveryDate>2025-08-30</cbc:ActualDeliveryDate><cac:DeliveryLocation>
            <cac:Address><cbc:StreetName>Str. Depozitului 4</cbc:StreetName><cbc:CityName>Turda</cbc:CityName><cbc:CountrySubentity>RO-CJ</cbc:CountrySubentity><cac:Country><cbc:IdentificationCode>RO</cbc:IdentificationCode></cac:Country></cac:Address>
          </cac:DeliveryLocation></cac:Delivery>
          <cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cac:PayeeFinancialAccount><cbc:ID>RO49AAAA1B31007593840000</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
          <cac:PaymentTerms><cbc:Note>30 de zile</cbc:Note></cac:PaymentTerms>
        """;

    private const string Totals =
        $"""
          <cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:AllowanceChargeReasonCode>95</cbc:AllowanceChargeReasonCode><cbc:AllowanceChargeReason>Discount</cbc:AllowanceChargeReason><cbc:Amount currencyID="RON">10.00</cbc:Amount><cbc:BaseAmount currencyID="RON">100.00</cbc:BaseAmount>{Category}</cac:AllowanceCharge>
          <cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator><cbc:AllowanceChargeReasonCode>FC</cbc:AllowanceChargeReasonCode><cbc:AllowanceChargeReason>Transport</cbc:AllowanceChargeReason><cbc:Amount currencyID="RON">30.00</cbc:Amount><cbc:BaseAmount currencyID="RON">100.00</cbc:BaseAmount>{Category}</cac:AllowanceCharge>
          <cac:TaxTotal><cbc:TaxAmount currencyID="RON">67.20</cbc:TaxAmount>
            <cac:TaxSubtotal><cbc:TaxableAmount currencyID="RON">320.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="RON">67.20</cbc:TaxAmount>{Category}</cac:TaxSubtotal></cac:TaxTotal>
          <cac:LegalMonetaryTotal>
            <cbc:LineExtensionAmount currencyID="RON">300.00</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount currencyID="RON">320.00</cbc:TaxExclusiveAmount>
            <cbc:TaxInclusiveAmount currencyID="RON">387.20</cbc:TaxInclusiveAmount><cbc:AllowanceTotalAmount currencyID="RON">10.00</cbc:AllowanceTotalAmount>
            <cbc:ChargeTotalAmount currencyID="RON">30.00</cbc:ChargeTotalAmount><cbc:PayableAmount currencyID="RON">387.20</cbc:PayableAmount>
          </cac:LegalMonetaryTotal>
        """;

    private const string LineEnd =
        $"""
            <cbc:LineExtensionAmount currencyID="RON">200.00</cbc:LineExtensionAmount>
            <cac:InvoicePeriod><cbc:StartDate>2025-08-01</cbc:StartDate><cbc:EndDate>2025-08-31</cbc:EndDate></cac:InvoicePeriod>
            <cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:AllowanceChargeReason>Discount</cbc:AllowanceChargeReason><cbc:Amount currencyID="RON">5.00</cbc:Amount><cbc:BaseAmount currencyID="RON">50.00</cbc:BaseAmount></cac:AllowanceCharge>
            <cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator><cbc:AllowanceChargeReason>Ambalare</cbc:AllowanceChargeReason><cbc:Amount currencyID="RON">5.00</cbc:Amount><cbc:BaseAmount currencyID="RON">50.00</cbc:BaseAmount></cac:AllowanceCharge>
            <cac:Item><cbc:Description>Cablu de cupru</cbc:Description><cbc:Name>Cablu</cbc:Name>
              <cac:StandardItemIdentification><cbc:ID schemeID="0160">5941234567899</cbc:ID></cac:StandardItemIdentification>
              <cac:OriginCountry><cbc:IdentificationCode>RO</cbc:IdentificationCode></cac:OriginCountry>
              <cac:CommodityClassification><cbc:ItemClassificationCode listID="STI">44321110-8</cbc:ItemClassificationCode></cac:CommodityClassification>
              <cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent>{Vat}</cac:ClassifiedTaxCategory>
              <cac:AdditionalItemProperty><cbc:Name>Culoare</cbc:Name><cbc:Value>roșu</cbc:Value></cac:AdditionalItemProperty></cac:Item>
            <cac:Price><cbc:PriceAmount currencyID="RON">20.00</cbc:PriceAmount><cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:Amount currencyID="RON">2.00</cbc:Amount><cbc:BaseAmount currencyID="RON">22.00</cbc:BaseAmount></cac:AllowanceCharge></cac:Price>
        """;

    private const string SecondLineEnd =
        $"""
        <cbc:LineExtensionAmount currencyID="RON">100.00</cbc:LineExtensionAmount><cac:Item><cbc:Name>Montaj</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent>{Vat}</cac:ClassifiedTaxCategory></cac:Item><cac:Price><cbc:PriceAmount currencyID="RON">100.00</cbc:PriceAmount></cac:Price>
        """;

    public const string Invoice =
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" {Namespaces}>
        {Head}
          <cbc:DueDate>2025-10-01</cbc:DueDate>
          <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
          <cbc:Note>#AAI#Mulțumim</cbc:Note>
          <cbc:DocumentCurrencyCode>RON</cbc:DocumentCurrencyCode>
        {References}
        {Parties}
        {Totals}
          <cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">10</cbc:InvoicedQuantity>
        {LineEnd}
          </cac:InvoiceLine>
          <cac:InvoiceLine><cbc:ID>2</cbc:ID><cbc:InvoicedQuantity unitCode="HUR">1</cbc:InvoicedQuantity>{SecondLineEnd}</cac:InvoiceLine>
        </Invoice>
        """;

    public const string CreditNote =
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <cn:CreditNote xmlns:cn="urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2" {Namespaces}>
        {Head}
          <cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>
          <cbc:Note>#AAI#Mulțumim</cbc:Note>
          <cbc:DocumentCurrencyCode>RON</cbc:DocumentCurrencyCode>
        {References}
        {Parties}
        {Totals}
          <cac:CreditNoteLine><cbc:ID>1</cbc:ID><cbc:CreditedQuantity unitCode="C62">10</cbc:CreditedQuantity>
        {LineEnd}
          </cac:CreditNoteLine>
          <cac:CreditNoteLine><cbc:ID>2</cbc:ID><cbc:CreditedQuantity unitCode="HUR">1</cbc:CreditedQuantity>{SecondLineEnd}</cac:CreditNoteLine>
        </cn:CreditNote>
        """;
}
