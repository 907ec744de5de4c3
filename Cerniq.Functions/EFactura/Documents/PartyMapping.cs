using Cerniq.EInvoicing.Identity;
using Cerniq.EInvoicing.Model;
using Cerniq.Functions.Clients;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.EFactura;

/// <summary>Seller and buyer as ANAF wants them written.</summary>
internal static class PartyMapping
{
    /// <summary>Stands for a consumer who gave no personal number (CNP).</summary>
    public const string UnknownPerson = "0000000000000";

    private const int PersonDigits = 13;

    public static Party Seller(CompanyProfile company) => new()
    {
        Name = company.Name,
        LegalRegistration = new Identifier(company.RegistrationNumber ?? company.Cui),
        TaxRegistrations = [company.VatId is { } vatId ? TaxRegistration.Vat(vatId) : TaxRegistration.NonVat(company.Cui)],
        Address = new PostalAddress
        {
            Street = company.Address,
            City = company.City,
            PostalCode = company.PostalCode,
            Subdivision = "RO-" + company.County,
            CountryCode = company.Country,
        },
        Contact = company.Email is null && company.Phone is null ? null : new Contact(Phone: company.Phone, Email: company.Email),
    };

    /// <param name="mayShowVatId">False when the seller charges no VAT: then neither party may show one (BR-O-02 to 04).</param>
    public static Party Buyer(ClientData client, bool mayShowVatId, MappingProblems problems)
    {
        var country = Countries.Code(client.Country);
        if (country is null)
        {
            problems.Add("BT-55", "client.country", $"The country «{client.Country}» is not known.", "Write its ISO code, such as DE.");
        }

        return Identified(client, country, mayShowVatId, problems) with
        {
            Address = country == Countries.Romania ? RomanianAddress(client, problems) : ForeignAddress(client, country, problems),
            Contact = client.Email is null && client.Phone is null ? null : new Contact(Phone: client.Phone, Email: client.Email),
        };
    }

    /// <summary>True for a person: no company code, or a personal number in its place.</summary>
    public static bool IsConsumer(ClientData client) =>
        Countries.Code(client.Country) == Countries.Romania && Compact(client.Cui) is "" or "-" or { Length: PersonDigits };

    private static Party Identified(ClientData client, string? country, bool mayShowVatId, MappingProblems problems)
    {
        var party = new Party { Name = problems.Require(client.CompanyName, "BT-44", "client.companyName", "The buyer's name") };
        if (country != Countries.Romania)
        {
            return Foreign(party, client, country, mayShowVatId, problems);
        }

        if (IsConsumer(client))
        {
            var number = Compact(client.Cui);
            return party with { LegalRegistration = new Identifier(number.Length == PersonDigits ? number : UnknownPerson) };
        }

        if (!Cui.TryParse(client.Cui, out var cui))
        {
            problems.Add("BT-47", "client.cui", $"«{client.Cui}» is not a Romanian company code: its check digit does not fit.", "Correct client.cui; for a person leave it empty or give the CNP.");
            return party;
        }

        return client.IsVatPayer && mayShowVatId
            ? party with { TaxRegistrations = [TaxRegistration.Vat(cui.VatId)], LegalRegistration = new Identifier(client.RegistrationNumber ?? cui.Digits) }
            : party with { LegalRegistration = new Identifier(cui.Digits) };
    }

    private static Party Foreign(Party party, ClientData client, string? country, bool mayShowVatId, MappingProblems problems)
    {
        var id = Compact(client.VatNumber ?? client.Cui);
        if (id.Length == 0)
        {
            problems.Add("BT-47", "client.vatNumber", "A foreign buyer needs an identifier.", "Give client.vatNumber, or its national number in client.cui.");
            return party;
        }

        party = party with { LegalRegistration = new Identifier(Compact(client.RegistrationNumber) is { Length: > 0 } own ? own : id) };
        if (!mayShowVatId || country is null || client.VatNumber is null || !Countries.IsInUnion(country))
        {
            return party;
        }

        var prefix = Countries.VatPrefix(country);
        return party with { TaxRegistrations = [TaxRegistration.Vat(id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? id : prefix + id)] };
    }

    private static PostalAddress RomanianAddress(ClientData client, MappingProblems problems)
    {
        var county = RomanianPlaces.CountyCode(client.County) ?? RomanianPlaces.CountyCode(client.City);
        if (county is null)
        {
            problems.Add("BT-54", "client.county", $"The county «{client.County}» is not known.", "Write the county's name or its code, such as CJ.");
        }

        return new PostalAddress
        {
            Street = problems.Require(client.Address, "BT-50", "client.address", "The buyer's street"),
            City = county == RomanianPlaces.Bucharest ? Sector(client, problems) : problems.Require(client.City, "BT-52", "client.city", "The buyer's town"),
            PostalCode = Given(client.PostalCode),
            Subdivision = county,
            CountryCode = Countries.Romania,
        };
    }

    private static string? Sector(ClientData client, MappingProblems problems)
    {
        var sector = RomanianPlaces.SectorOf(client.City, client.County, client.Address);
        if (sector is null)
        {
            problems.Add("BR-RO-100", "client.city", "In Bucharest the town must name the sector.", "Write SECTOR1 to SECTOR6 in client.city.");
        }

        return sector;
    }

    private static PostalAddress ForeignAddress(ClientData client, string? country, MappingProblems problems) => new()
    {
        Street = problems.Require(client.Address, "BT-50", "client.address", "The buyer's street"),
        City = problems.Require(client.City, "BT-52", "client.city", "The buyer's town"),
        PostalCode = Given(client.PostalCode),
        Subdivision = Given(client.County),
        CountryCode = country,
    };

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Compact(string? text) => (text ?? "").Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
}
