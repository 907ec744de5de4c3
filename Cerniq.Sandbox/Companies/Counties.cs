using System.Globalization;
using System.Text;

namespace Cerniq.Sandbox.Companies;

/// <summary>Romania's counties by name and by their ISO 3166-2 letters, Bucharest's sectors, and countries as Oblio names them.</summary>
internal static class Counties
{
    private static readonly Dictionary<string, string> Codes = new(StringComparer.Ordinal)
    {
        ["ALBA"] = "AB", ["ARAD"] = "AR", ["ARGES"] = "AG", ["BACAU"] = "BC", ["BIHOR"] = "BH", ["BISTRITA NASAUD"] = "BN", ["BOTOSANI"] = "BT",
        ["BRASOV"] = "BV", ["BRAILA"] = "BR", ["BUZAU"] = "BZ", ["CARAS SEVERIN"] = "CS", ["CALARASI"] = "CL", ["CLUJ"] = "CJ", ["CONSTANTA"] = "CT",
        ["COVASNA"] = "CV", ["DAMBOVITA"] = "DB", ["DOLJ"] = "DJ", ["GALATI"] = "GL", ["GIURGIU"] = "GR", ["GORJ"] = "GJ", ["HARGHITA"] = "HR",
        ["HUNEDOARA"] = "HD", ["IALOMITA"] = "IL", ["IASI"] = "IS", ["ILFOV"] = "IF", ["MARAMURES"] = "MM", ["MEHEDINTI"] = "MH", ["MURES"] = "MS",
        ["NEAMT"] = "NT", ["OLT"] = "OT", ["PRAHOVA"] = "PH", ["SATU MARE"] = "SM", ["SALAJ"] = "SJ", ["SIBIU"] = "SB", ["SUCEAVA"] = "SV",
        ["TELEORMAN"] = "TR", ["TIMIS"] = "TM", ["TULCEA"] = "TL", ["VASLUI"] = "VS", ["VALCEA"] = "VL", ["VRANCEA"] = "VN", ["BUCURESTI"] = "B",
    };

    private static readonly Dictionary<string, string> Countries = new(StringComparer.Ordinal)
    {
        ["FRANTA"] = "FR", ["GERMANIA"] = "DE", ["ITALIA"] = "IT", ["SPANIA"] = "ES", ["AUSTRIA"] = "AT", ["BULGARIA"] = "BG", ["UNGARIA"] = "HU",
        ["ELVETIA"] = "CH", ["CEHIA"] = "CZ", ["OLANDA"] = "NL", ["POLONIA"] = "PL", ["BELGIA"] = "BE", ["GRECIA"] = "GR", ["MOLDOVA"] = "MD",
        ["REGATUL UNIT (UK)"] = "GB", ["DANEMARCA"] = "DK", ["SUEDIA"] = "SE",
    };

    /// <summary>The letters of a county given by name or by letters; null when it is none.</summary>
    public static string? CodeOf(string county)
    {
        var plain = Plain(county).Replace("RO-", "").Replace('-', ' ').Replace("MUNICIPIUL ", "").Replace("JUDETUL ", "").Replace("JUD. ", "").Trim();
        return Codes.GetValueOrDefault(plain) ?? (Codes.ContainsValue(plain) ? plain : null);
    }

    /// <summary>SECTOR1 to SECTOR6, or null.</summary>
    public static string? SectorOf(string city)
    {
        var plain = Plain(city).Replace(" ", "").Replace("SECTORUL", "SECTOR");
        var at = plain.IndexOf("SECTOR", StringComparison.Ordinal);
        return at >= 0 && at + 6 < plain.Length && plain[at + 6] is >= '1' and <= '6' ? plain.Substring(at, 7) : null;
    }

    public static string CountryOf(string country) => Countries.GetValueOrDefault(Plain(country)) ?? (country.Length == 2 ? country.ToUpperInvariant() : "RO");

    private static string Plain(string text) => string.Concat(text.Trim().Normalize(NormalizationForm.FormD)
        .Where(static c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)).ToUpperInvariant();
}
