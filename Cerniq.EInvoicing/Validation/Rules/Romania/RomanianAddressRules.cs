using Cerniq.EInvoicing.Validation.CodeLists;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules.Romania;

/// <summary>Streets, towns, counties and Bucharest's sectors (BR-RO-081 to -212).</summary>
internal static class RomanianAddressRules
{
    private static readonly CodeList Counties = CodeList.From(
        "RO-AB", "RO-AG", "RO-AR", "RO-B", "RO-BC", "RO-BH", "RO-BN", "RO-BR", "RO-BT", "RO-BV", "RO-BZ", "RO-CJ", "RO-CL", "RO-CS", "RO-CT", "RO-CV",
        "RO-DB", "RO-DJ", "RO-GJ", "RO-GL", "RO-GR", "RO-HD", "RO-HR", "RO-IF", "RO-IL", "RO-IS", "RO-MH", "RO-MM", "RO-MS", "RO-NT", "RO-OT", "RO-PH",
        "RO-SB", "RO-SJ", "RO-SM", "RO-SV", "RO-TL", "RO-TM", "RO-TR", "RO-VL", "RO-VN", "RO-VS");

    private static readonly CodeList Sectors = CodeList.From("SECTOR1", "SECTOR2", "SECTOR3", "SECTOR4", "SECTOR5", "SECTOR6");

    private static readonly ElementPath Country = new("cac:Country/cbc:IdentificationCode");

    public static void AddTo(RuleBook book)
    {
        OfParty(book, "cac:AccountingSupplierParty/cac:Party/cac:PostalAddress", ["BR-RO-081", "BR-RO-091", "BR-RO-100", "BR-RO-110"],
            new Words("vânzătorului", "BT-35", "BT-37", "BT-39", "the seller's"));
        OfParty(book, "cac:AccountingCustomerParty/cac:Party/cac:PostalAddress", ["BR-RO-082", "BR-RO-092", "BR-RO-101", "BR-RO-111"],
            new Words("cumpărătorului", "BT-50", "BT-52", "BT-54", "the buyer's"));
        // The contexts of these two name a credit note in a namespace it does not have: only invoices are judged.
        var representative = book.Context(Ubl.PostalAddress, e => e.Parent.Name == Ubl.TaxRepresentativeParty && e.Parent.Parent.Index == 1 && e.Root.Name == Ubl.Invoice);
        Add(representative, ["BR-RO-140", "BR-RO-150", "BR-RO-160", "BR-RO-170"], new Words("reprezentantului fiscal", "BT-64", "BT-66", "BT-68", "the tax representative's"));
        var delivery = book.Context(Ubl.Address, e => DeliveryRules.IsDeliveryAddress(e) && e.Parent.Parent.Parent.Index == 1 && e.Root.Name == Ubl.Invoice);
        var words = new Words("de livrare", "BT-75", "BT-77", "BT-79", "the delivery's");
        Add(delivery, ["BR-RO-180", "BR-RO-201", "BR-RO-202", "BR-RO-212"], words);
        delivery.Fatal("BR-RO-211", e => HasWords(e, Ubl.CountrySubentity),
            Present.Missing($"județul adresei {words.Ro} ({words.County})", $"{words.En} county ({words.County})", "cbc:CountrySubentity"));
    }

    private static void OfParty(RuleBook book, string path, string[] ids, Words words)
    {
        var address = new ElementPath(path);
        book.Document
            .Fatal(ids[0], e => address.Any(e, static a => HasWords(a, Ubl.StreetName)), NoStreet(words))
            .Fatal(ids[1], e => address.Any(e, static a => HasWords(a, Ubl.CityName)), NoCity(words))
            .Fatal(ids[2], (e, _) => IsSectorIfBucharest(address.First(e)), (e, _) => SectorFinding(address.First(e)), NoSector(words))
            .Fatal(ids[3], (e, _) => IsCountyIfRomania(address.First(e)), (e, _) => CountyFinding(address.First(e)), NoCounty(words));
    }

    private static void Add(RuleContext context, string[] ids, Words words) => context
        .Fatal(ids[0], e => HasWords(e, Ubl.StreetName), NoStreet(words))
        .Fatal(ids[1], e => HasWords(e, Ubl.CityName), NoCity(words))
        .Fatal(ids[2], (e, _) => IsSectorIfBucharest(e), (e, _) => SectorFinding(e), NoSector(words))
        .Fatal(ids[3], (e, _) => IsCountyIfRomania(e), (e, _) => CountyFinding(e), NoCounty(words));

    private static bool HasWords(Element address, ushort part)
    {
        foreach (var child in address.Children(part))
            if (!XmlCharacters.IsBlank(child.Text))
                return true;
        return false;
    }

    private static bool InRomania(Element address) => XmlText.Is(Country.First(address).Text, "RO"u8);

    private static bool IsSectorIfBucharest(Element address) =>
        !InRomania(address) || !XmlText.Is(address.Child(Ubl.CountrySubentity).Text, "RO-B"u8) || Sectors.Has(address.Child(Ubl.CityName).Text);

    private static bool IsCountyIfRomania(Element address) => !InRomania(address) || Counties.Has(address.Child(Ubl.CountrySubentity).Text);

    private static Finding SectorFinding(Element address) => new("SECTOR1 … SECTOR6", address.Child(Ubl.CityName).ToString());

    private static Finding CountyFinding(Element address) => new("RO-AB … RO-VS", address.Child(Ubl.CountrySubentity).ToString());

    private static RuleText NoStreet(Words w) =>
        Present.Missing($"strada din adresa {w.Ro} ({w.Street})", $"the street of {w.En} address ({w.Street})", "cbc:StreetName");

    private static RuleText NoCity(Words w) =>
        Present.Missing($"localitatea din adresa {w.Ro} ({w.City})", $"the town of {w.En} address ({w.City})", "cbc:CityName");

    private static RuleText NoSector(Words w) => new(
        $"Adresa {w.Ro} este în București, dar localitatea ({w.City}) nu este un sector.",
        $"{Lengths.Upper(w.En)} address is in Bucharest, but the town ({w.City}) is not a sector.",
        "Scrieți SECTOR1 … SECTOR6 în cbc:CityName, cu majuscule și fără spații.",
        "Write SECTOR1 … SECTOR6 in cbc:CityName, in capitals and without spaces.");

    private static RuleText NoCounty(Words w) => new(
        $"Adresa {w.Ro} este în România, dar județul ({w.County}) nu este un cod ISO 3166-2:RO.",
        $"{Lengths.Upper(w.En)} address is in Romania, but the county ({w.County}) is not an ISO 3166-2:RO code.",
        "Scrieți codul județului, de exemplu RO-CJ, în cbc:CountrySubentity.",
        "Write the county's code, for instance RO-CJ, in cbc:CountrySubentity.");

    private sealed record Words(string Ro, string Street, string City, string County, string En);
}
