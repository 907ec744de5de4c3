using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Ubl.Writing;

/// <summary>Seller, buyer, payee and tax representative.</summary>
internal static class PartyWriter
{
    public static void Write(Utf8XmlBuffer xml, Invoice invoice)
    {
        xml.Open("cac:AccountingSupplierParty"u8);
        WriteParty(xml, invoice.Seller);
        xml.Close("cac:AccountingSupplierParty"u8);
        xml.Open("cac:AccountingCustomerParty"u8);
        WriteParty(xml, invoice.Buyer);
        xml.Close("cac:AccountingCustomerParty"u8);
        if (invoice.Payee is { } payee)
            WritePayee(xml, payee);
        if (invoice.TaxRepresentative is { } representative)
            WriteRepresentative(xml, representative);
    }

    public static void WriteAddress(Utf8XmlBuffer xml, ReadOnlySpan<byte> name, PostalAddress address)
    {
        xml.Open(name);
        xml.Text("cbc:StreetName"u8, address.Street);
        xml.Text("cbc:AdditionalStreetName"u8, address.AdditionalStreet);
        xml.Text("cbc:CityName"u8, address.City);
        xml.Text("cbc:PostalZone"u8, address.PostalCode);
        xml.Text("cbc:CountrySubentity"u8, address.Subdivision);
        if (!XmlWhitespace.IsBlank(address.Line3))
        {
            xml.Open("cac:AddressLine"u8);
            xml.Text("cbc:Line"u8, address.Line3);
            xml.Close("cac:AddressLine"u8);
        }

        if (!XmlWhitespace.IsBlank(address.CountryCode))
        {
            xml.Open("cac:Country"u8);
            xml.Text("cbc:IdentificationCode"u8, address.CountryCode);
            xml.Close("cac:Country"u8);
        }

        xml.Close(name);
    }

    public static void WriteName(Utf8XmlBuffer xml, string? name)
    {
        if (XmlWhitespace.IsBlank(name))
            return;
        xml.Open("cac:PartyName"u8);
        xml.Text("cbc:Name"u8, name);
        xml.Close("cac:PartyName"u8);
    }

    private static void WriteParty(Utf8XmlBuffer xml, Party party)
    {
        xml.Open("cac:Party"u8);
        if (party.ElectronicAddress is { } electronic)
            xml.Text("cbc:EndpointID"u8, electronic.Value, "schemeID"u8, electronic.SchemeId);
        foreach (var identifier in party.Identifiers)
            WriteIdentification(xml, identifier);
        WriteName(xml, party.TradingName);
        WriteAddress(xml, "cac:PostalAddress"u8, party.Address);
        foreach (var registration in party.TaxRegistrations)
            WriteTaxScheme(xml, registration);
        WriteLegalEntity(xml, party.Name, party.LegalRegistration, party.LegalForm);
        WriteContact(xml, party.Contact);
        xml.Close("cac:Party"u8);
    }

    private static void WriteIdentification(Utf8XmlBuffer xml, Identifier identifier)
    {
        xml.Open("cac:PartyIdentification"u8);
        xml.Text("cbc:ID"u8, identifier.Value, "schemeID"u8, identifier.SchemeId);
        xml.Close("cac:PartyIdentification"u8);
    }

    private static void WriteTaxScheme(Utf8XmlBuffer xml, TaxRegistration registration)
    {
        xml.Open("cac:PartyTaxScheme"u8);
        xml.Text("cbc:CompanyID"u8, registration.CompanyId);
        xml.Open("cac:TaxScheme"u8);
        xml.Text("cbc:ID"u8, registration.SchemeId);
        xml.Close("cac:TaxScheme"u8);
        xml.Close("cac:PartyTaxScheme"u8);
    }

    private static void WriteLegalEntity(Utf8XmlBuffer xml, string? name, Identifier? registration, string? legalForm)
    {
        xml.Open("cac:PartyLegalEntity"u8);
        xml.Text("cbc:RegistrationName"u8, name);
        if (registration is not null)
            xml.Text("cbc:CompanyID"u8, registration.Value, "schemeID"u8, registration.SchemeId);
        xml.Text("cbc:CompanyLegalForm"u8, legalForm);
        xml.Close("cac:PartyLegalEntity"u8);
    }

    private static void WriteContact(Utf8XmlBuffer xml, Contact? contact)
    {
        if (contact is null || (XmlWhitespace.IsBlank(contact.Name) && XmlWhitespace.IsBlank(contact.Phone) && XmlWhitespace.IsBlank(contact.Email)))
            return;
        xml.Open("cac:Contact"u8);
        xml.Text("cbc:Name"u8, contact.Name);
        xml.Text("cbc:Telephone"u8, contact.Phone);
        xml.Text("cbc:ElectronicMail"u8, contact.Email);
        xml.Close("cac:Contact"u8);
    }

    private static void WritePayee(Utf8XmlBuffer xml, Payee payee)
    {
        xml.Open("cac:PayeeParty"u8);
        if (payee.Identifier is { } identifier)
            WriteIdentification(xml, identifier);
        WriteName(xml, payee.Name);
        if (payee.LegalRegistration is { } registration)
            WriteLegalEntity(xml, null, registration, null);
        xml.Close("cac:PayeeParty"u8);
    }

    private static void WriteRepresentative(Utf8XmlBuffer xml, TaxRepresentative representative)
    {
        xml.Open("cac:TaxRepresentativeParty"u8);
        WriteName(xml, representative.Name);
        WriteAddress(xml, "cac:PostalAddress"u8, representative.Address);
        WriteTaxScheme(xml, TaxRegistration.Vat(representative.VatId));
        xml.Close("cac:TaxRepresentativeParty"u8);
    }
}
