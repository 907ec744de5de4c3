using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Ubl.Reading;

/// <summary>Seller, buyer, payee and tax representative.</summary>
internal static class PartyReader
{
    public static Party Read(UblElement root, string role, ValueReader values)
    {
        var party = root.Child(role)?.Child("Party");
        if (party is null)
        {
            values.Missing(root, $"cac:{role}/cac:Party");
            return new Party { Name = string.Empty };
        }

        var entity = party.Child("PartyLegalEntity");
        var name = entity?.Text("RegistrationName");
        if (name is null)
            values.Missing(party, "cac:PartyLegalEntity/cbc:RegistrationName");
        return new Party
        {
            Name = name ?? string.Empty,
            TradingName = party.Child("PartyName")?.Text("Name"),
            Identifiers = party.Children("PartyIdentification").Select(element => ValueReader.Identifier(element)).OfType<Identifier>().ToValueList(),
            LegalRegistration = ValueReader.Identifier(entity, "CompanyID"),
            TaxRegistrations = party.Children("PartyTaxScheme").Select(Registration).OfType<TaxRegistration>().ToValueList(),
            LegalForm = role == "AccountingSupplierParty" ? entity?.Text("CompanyLegalForm") : null,
            ElectronicAddress = ValueReader.Identifier(party, "EndpointID"),
            Address = ReadAddress(party.Child("PostalAddress")) ?? new PostalAddress(),
            Contact = ReadContact(party.Child("Contact")),
        };
    }

    public static Payee? ReadPayee(UblElement? payee, ValueReader values)
    {
        if (payee is null)
            return null;
        var name = payee.Child("PartyName")?.Text("Name");
        if (name is null)
            values.Missing(payee, "cac:PartyName/cbc:Name");
        return new Payee(
            name ?? string.Empty,
            ValueReader.Identifier(payee.Child("PartyIdentification")),
            ValueReader.Identifier(payee.Child("PartyLegalEntity"), "CompanyID"));
    }

    public static TaxRepresentative? ReadRepresentative(UblElement? representative, ValueReader values)
    {
        if (representative is null)
            return null;
        var name = representative.Child("PartyName")?.Text("Name");
        var vat = representative.Children("PartyTaxScheme").Select(Registration).OfType<TaxRegistration>().FirstOrDefault(registration => registration.IsVat);
        if (name is null)
            values.Missing(representative, "cac:PartyName/cbc:Name");
        if (vat is null)
            values.Missing(representative, "cac:PartyTaxScheme/cbc:CompanyID");
        return new TaxRepresentative(name ?? string.Empty, vat?.CompanyId ?? string.Empty, ReadAddress(representative.Child("PostalAddress")) ?? new PostalAddress());
    }

    public static PostalAddress? ReadAddress(UblElement? address) => address is null
        ? null
        : new PostalAddress
        {
            Street = address.Text("StreetName"),
            AdditionalStreet = address.Text("AdditionalStreetName"),
            Line3 = address.Child("AddressLine")?.Text("Line"),
            City = address.Text("CityName"),
            PostalCode = address.Text("PostalZone"),
            Subdivision = address.Text("CountrySubentity"),
            CountryCode = address.Child("Country")?.Text("IdentificationCode"),
        };

    private static TaxRegistration? Registration(UblElement scheme)
    {
        var schemeId = scheme.Child("TaxScheme")?.Text("ID");
        return scheme.Text("CompanyID") is { } companyId ? new TaxRegistration(companyId, schemeId ?? string.Empty) : null;
    }

    private static Contact? ReadContact(UblElement? contact)
    {
        if (contact is null)
            return null;
        var read = new Contact(contact.Text("Name"), contact.Text("Telephone"), contact.Text("ElectronicMail"));
        return read == new Contact() ? null : read;
    }
}
