using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Simple;

/// <summary>Takes a one-line Romanian address apart: street first, then town, sector, county, postal code, country, in any order at its end.</summary>
internal static class AddressText
{
    private static readonly string[] StreetWords =
        ["str", "strada", "bd", "bdul", "b", "bulevardul", "bulevard", "calea", "cal", "sos", "soseaua", "aleea", "al", "piata", "splaiul", "spl", "intrarea",
            "intr", "drumul", "fundatura", "nr", "numarul", "bl", "bloc", "sc", "scara", "et", "etaj", "ap", "apartament", "cam", "camera", "corp", "cladirea", "parter"];

    public static SimpleAddress Split(SimpleAddress address)
    {
        if (address.Text is null)
            return address;
        var parts = address.Text.Split([',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList();
        while (parts.Count > 0 && TryTake(parts[^1], parts.Count > 1 ? parts[^2] : null, ref address))
            parts.RemoveAt(parts.Count - 1);
        return address with { Text = null, Street = address.Street ?? (parts.Count == 0 ? null : string.Join(", ", parts)) };
    }

    private static bool TryTake(string part, string? before, ref SimpleAddress address)
    {
        var plain = PlainText.Of(part);
        if (PostalCode(plain) is { } code && address.PostalCode is null)
            address = address with { PostalCode = code };
        else if (plain is "romania" or "ro" && address.Country is null)
            address = address with { Country = "RO" };
        else if (BucharestSector.Find(part) is not null && !LooksLikeStreet(plain))
            address = address with { City = part, County = address.County ?? RomanianCounty.Bucharest };
        else if (RomanianCounty.Find(part) == RomanianCounty.Bucharest && address.County is null or RomanianCounty.Bucharest)
            address = address with { County = RomanianCounty.Bucharest };
        else if (RomanianCounty.Find(part) is { } county && address.County is null && IsSurelyCounty(plain, before))
            address = address with { County = county };
        else if (address.City is null && before is not null && !LooksLikeStreet(plain) && address.County != RomanianCounty.Bucharest)
            address = address with { City = part };
        else
            return false;
        return true;
    }

    // "Str. Lungă 4, Brăila" ends in a town; "Str. Lungă 4, Făurei, Brăila" ends in a county.
    private static bool IsSurelyCounty(string plain, string? before) =>
        plain.StartsWith("jud", StringComparison.Ordinal) || (before is not null && !LooksLikeStreet(PlainText.Of(before)) && PostalCode(PlainText.Of(before)) is null);

    private static bool LooksLikeStreet(string plain) => StreetWords.Contains(plain.Split(' ')[0]);

    private static string? PostalCode(string plain)
    {
        foreach (var prefix in (string[])["cod postal ", "cp ", ""])
        {
            if (plain.StartsWith(prefix, StringComparison.Ordinal) && plain.Length == prefix.Length + 6 && plain[prefix.Length..].All(char.IsAsciiDigit))
                return plain[prefix.Length..];
        }

        return null;
    }
}
