using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Ubl.Limits;

/// <summary>Seller, buyer, payee, representative and where it was delivered.</summary>
internal static class PartyLimits
{
    private sealed record AddressRules(
        string Street, string StreetRule, string Additional, string AdditionalRule, string Line3, string Line3Rule,
        string City, string CityRule, string PostalCode, string PostalCodeRule, string Subdivision, string Country);

    private sealed record PartyRules(
        string Name, string NameRule, string TradingName, string TradingNameRule, string Identifier, string Registration, string Tax, string Electronic,
        string Contact, string ContactRule, string Phone, string PhoneRule, string Email, string EmailRule);

    private static readonly PartyRules Seller = new(
        "BT-27", "BR-RO-L201", "BT-28", "BR-RO-L202", "BT-29", "BT-30", "BT-31", "BT-34",
        "BT-41", "BR-RO-L1004", "BT-42", "BR-RO-L1005", "BT-43", "BR-RO-L1006");

    private static readonly PartyRules Buyer = new(
        "BT-44", "BR-RO-L203", "BT-45", "BR-RO-L204", "BT-46", "BT-47", "BT-48", "BT-49",
        "BT-56", "BR-RO-L1009", "BT-57", "BR-RO-L1010", "BT-58", "BR-RO-L1011");

    private static readonly AddressRules SellerAddress = new(
        "BT-35", "BR-RO-L151", "BT-36", "BR-RO-L1002", "BT-162", "BR-RO-L1003", "BT-37", "BR-RO-L0501", "BT-38", "BR-RO-L0201", "BT-39", "BT-40");

    private static readonly AddressRules BuyerAddress = new(
        "BT-50", "BR-RO-L152", "BT-51", "BR-RO-L1007", "BT-163", "BR-RO-L1008", "BT-52", "BR-RO-L0502", "BT-53", "BR-RO-L0202", "BT-54", "BT-55");

    private static readonly AddressRules RepresentativeAddress = new(
        "BT-64", "BR-RO-L153", "BT-65", "BR-RO-L1012", "BT-164", "BR-RO-L1013", "BT-66", "BR-RO-L0503", "BT-67", "BR-RO-L0203", "BT-68", "BT-69");

    private static readonly AddressRules DeliveryAddress = new(
        "BT-75", "BR-RO-L154", "BT-76", "BR-RO-L1014", "BT-165", "BR-RO-L1015", "BT-77", "BR-RO-L0504", "BT-78", "BR-RO-L0204", "BT-79", "BT-80");

    public static void Check(Invoice invoice, ProblemCollector found)
    {
        CheckParty(invoice.Seller, Seller, SellerAddress, "Seller", found);
        CheckParty(invoice.Buyer, Buyer, BuyerAddress, "Buyer", found);
        found.Text(invoice.Seller.LegalForm, 1000, "BT-33", "BR-RO-L1000", new Place("Seller"), "LegalForm");
        found.Require(invoice.Buyer.LegalForm is null, ProblemKind.NotAllowed, "BT-33", new Place("Buyer"), "LegalForm", null,
            "forma juridică există numai la vânzător", "only a seller has a legal form");
        CheckPayee(invoice.Payee, found);
        CheckRepresentative(invoice.TaxRepresentative, found);
        CheckDelivery(invoice.Delivery, found);
    }

    private static void CheckParty(Party party, PartyRules rules, AddressRules address, string group, ProblemCollector found)
    {
        var place = new Place(group);
        found.Required(party.Name, 200, rules.Name, rules.NameRule, place, "Name");
        found.Text(party.TradingName, 200, rules.TradingName, rules.TradingNameRule, place, "TradingName");
        found.Identifier(party.LegalRegistration, rules.Registration, place, "LegalRegistration");
        found.Identifier(party.ElectronicAddress, rules.Electronic, place, "ElectronicAddress");
        for (var i = 0; i < party.Identifiers.Count; i++)
            found.Identifier(party.Identifiers[i], rules.Identifier, place, "Identifiers");
        foreach (var registration in party.TaxRegistrations)
        {
            found.Required(registration.CompanyId, rules.Tax, place, "TaxRegistrations");
            found.Text(registration.SchemeId, rules.Tax, place, "TaxRegistrations.SchemeId");
        }

        if (party.Contact is { } contact)
        {
            found.Text(contact.Name, 100, rules.Contact, rules.ContactRule, place, "Contact.Name");
            found.Text(contact.Phone, 100, rules.Phone, rules.PhoneRule, place, "Contact.Phone");
            found.Text(contact.Email, 100, rules.Email, rules.EmailRule, place, "Contact.Email");
        }

        CheckAddress(party.Address, address, group, found);
    }

    private static void CheckAddress(PostalAddress address, AddressRules rules, string group, ProblemCollector found)
    {
        var place = new Place(group, Part: "Address");
        found.Text(address.Street, 150, rules.Street, rules.StreetRule, place, "Street");
        found.Text(address.AdditionalStreet, 100, rules.Additional, rules.AdditionalRule, place, "AdditionalStreet");
        found.Text(address.Line3, 100, rules.Line3, rules.Line3Rule, place, "Line3");
        found.Text(address.City, 50, rules.City, rules.CityRule, place, "City");
        found.Text(address.PostalCode, 20, rules.PostalCode, rules.PostalCodeRule, place, "PostalCode");
        found.Text(address.Subdivision, rules.Subdivision, place, "Subdivision");
        found.Text(address.CountryCode, rules.Country, place, "CountryCode");
    }

    private static void CheckPayee(Payee? payee, ProblemCollector found)
    {
        if (payee is null)
            return;
        var place = new Place("Payee");
        found.Required(payee.Name, 200, "BT-59", "BR-RO-L205", place, "Name");
        found.Identifier(payee.Identifier, "BT-60", place, "Identifier");
        found.Identifier(payee.LegalRegistration, "BT-61", place, "LegalRegistration");
    }

    private static void CheckRepresentative(TaxRepresentative? representative, ProblemCollector found)
    {
        if (representative is null)
            return;
        var place = new Place("TaxRepresentative");
        found.Required(representative.Name, 200, "BT-62", "BR-RO-L206", place, "Name");
        found.Required(representative.VatId, "BT-63", place, "VatId");
        CheckAddress(representative.Address, RepresentativeAddress, "TaxRepresentative", found);
    }

    private static void CheckDelivery(Delivery? delivery, ProblemCollector found)
    {
        if (delivery is null)
            return;
        found.Text(delivery.PartyName, 200, "BT-70", "BR-RO-L207", new Place("Delivery"), "PartyName");
        found.Identifier(delivery.LocationId, "BT-71", new Place("Delivery"), "LocationId");
        if (delivery.Address is { } address)
            CheckAddress(address, DeliveryAddress, "Delivery", found);
    }
}
