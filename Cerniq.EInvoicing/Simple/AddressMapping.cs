using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Simple;

/// <summary>Completes an address as CIUS-RO wants it, guessing only where there is one answer.</summary>
internal sealed class AddressMapping(SimpleOptions options, FieldLog log)
{
    private readonly List<(string Field, string Ro, string En)> _wrong = [];

    /// <summary>The address completed; what cannot be completed becomes problems, unless a known address can stand in.</summary>
    /// <param name="address">As given.</param>
    /// <param name="path">Its field.</param>
    /// <param name="country">The country when the address names none.</param>
    /// <param name="cui">Digits to look a known address up by.</param>
    public PostalAddress Map(SimpleAddress address, string path, string country, string? cui)
    {
        _wrong.Clear();
        var parts = AddressText.Split(address);
        var result = CountryCode(parts.Country) is { } own && own != "RO" || (parts.Country is null && country != "RO")
            ? Foreign(parts, path, CountryCode(parts.Country) ?? country)
            : Romanian(parts, path);
        if (_wrong.Count == 0)
            return result;
        if (cui is not null && options.KnownAddresses.TryGetValue(cui, out var known))
        {
            log.Warning(path, "adresa nu se poate completa cu certitudine; folosită cea cunoscută pentru acest CUI", "the address cannot be completed with certainty; the one known for this CUI is used");
            return known;
        }

        foreach (var (field, ro, en) in _wrong)
            log.Problem(field, ro, en);
        return result;
    }

    private PostalAddress Foreign(SimpleAddress parts, string path, string country)
    {
        RequireStreetAndCity(parts.Street, parts.City, path);
        return new PostalAddress
        {
            Street = parts.Street, AdditionalStreet = parts.Additional, City = parts.City, PostalCode = parts.PostalCode, Subdivision = parts.County, CountryCode = country,
        };
    }

    private PostalAddress Romanian(SimpleAddress parts, string path)
    {
        var county = County(parts, path);
        var city = parts.City;
        if (county == RomanianCounty.Bucharest)
        {
            city = BucharestSector.Find(parts.City) ?? BucharestSector.Find(parts.County) ?? BucharestSector.Find(parts.Additional) ?? BucharestSector.OfPostalCode(parts.PostalCode);
            if (city is null)
                Wrong(path + ".city", "lipsește sectorul Bucureștiului: scrieți Sector 1…6 sau codul poștal (BR-RO-100)", "the sector of Bucharest is missing: give Sector 1…6 or the postal code (BR-RO-100)");
            RequireStreetAndCity(parts.Street, "-", path);
        }
        else
        {
            RequireStreetAndCity(parts.Street, city, path);
        }

        return new PostalAddress
        {
            Street = parts.Street, AdditionalStreet = parts.Additional, City = city, PostalCode = parts.PostalCode, Subdivision = county, CountryCode = "RO",
        };
    }

    private string? County(SimpleAddress parts, string path)
    {
        if (parts.County is not null)
        {
            var named = RomanianCounty.Find(parts.County) ?? (BucharestSector.Find(parts.County) is null ? null : RomanianCounty.Bucharest);
            if (named is null)
                Wrong(path + ".county", $"„{parts.County}” nu este un județ", $"'{parts.County}' is no Romanian county");
            return named;
        }

        var bySector = BucharestSector.Find(parts.City) is null ? null : RomanianCounty.Bucharest;
        var byCode = RomanianCounty.OfPostalCode(parts.PostalCode);
        var byTown = bySector ?? RomanianCounty.OfTown(parts.City);
        if ((byTown ?? byCode) is { } certain && (byTown is null || byCode is null || byTown == byCode))
            return certain;
        Wrong(path + ".county",
            parts.City is null ? "lipsește județul" : $"lipsește județul, iar „{parts.City}” nu îl spune sigur: adăugați-l (BR-RO-110)",
            parts.City is null ? "the county is missing" : $"the county is missing and '{parts.City}' does not tell it for certain: add it (BR-RO-110)");
        return null;
    }

    private void RequireStreetAndCity(string? street, string? city, string path)
    {
        if (street is null)
            Wrong(path + ".street", "lipsește strada (BR-RO-080)", "the street is missing (BR-RO-080)");
        if (city is null)
            Wrong(path + ".city", "lipsește localitatea (BR-RO-090)", "the city is missing (BR-RO-090)");
    }

    private void Wrong(string field, string ro, string en) => _wrong.Add((field, ro, en));

    private static string? CountryCode(string? country)
    {
        if (country is null)
            return null;
        return PlainText.Of(country) is "romania" ? "RO" : country.Trim().ToUpperInvariant();
    }
}
