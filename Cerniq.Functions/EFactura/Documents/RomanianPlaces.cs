using System.Text.RegularExpressions;

namespace Cerniq.Functions.EFactura;

/// <summary>Counties and Bucharest's sectors in the codes that CIUS-RO wants (BR-RO-100, BR-RO-110).</summary>
internal static partial class RomanianPlaces
{
    public const string Bucharest = "RO-B";

    private static readonly Dictionary<string, string> Counties = new(StringComparer.Ordinal)
    {
        ["ALBA"] = "AB", ["ARGES"] = "AG", ["ARAD"] = "AR", ["BUCURESTI"] = "B", ["BACAU"] = "BC", ["BIHOR"] = "BH",
        ["BISTRITA NASAUD"] = "BN", ["BRAILA"] = "BR", ["BOTOSANI"] = "BT", ["BRASOV"] = "BV", ["BUZAU"] = "BZ",
        ["CLUJ"] = "CJ", ["CALARASI"] = "CL", ["CARAS SEVERIN"] = "CS", ["CONSTANTA"] = "CT", ["COVASNA"] = "CV",
        ["DAMBOVITA"] = "DB", ["DOLJ"] = "DJ", ["GORJ"] = "GJ", ["GALATI"] = "GL", ["GIURGIU"] = "GR", ["HUNEDOARA"] = "HD",
        ["HARGHITA"] = "HR", ["ILFOV"] = "IF", ["IALOMITA"] = "IL", ["IASI"] = "IS", ["MEHEDINTI"] = "MH", ["MARAMURES"] = "MM",
        ["MURES"] = "MS", ["NEAMT"] = "NT", ["OLT"] = "OT", ["PRAHOVA"] = "PH", ["SIBIU"] = "SB", ["SALAJ"] = "SJ",
        ["SATU MARE"] = "SM", ["SUCEAVA"] = "SV", ["TULCEA"] = "TL", ["TIMIS"] = "TM", ["TELEORMAN"] = "TR", ["VALCEA"] = "VL",
        ["VRANCEA"] = "VN", ["VASLUI"] = "VS",
    };

    private static readonly HashSet<string> Codes = [.. Counties.Values];

    /// <summary>The ISO 3166-2 code of a county written as its name or its code, with or without "județul"; null when unknown.</summary>
    public static string? CountyCode(string? written)
    {
        var plain = PlainWords.Of(written);
        foreach (var title in new[] { "RO ", "JUDETUL ", "JUD ", "MUNICIPIUL ", "MUN " })
        {
            plain = plain.StartsWith(title, StringComparison.Ordinal) ? plain[title.Length..] : plain;
        }

        var code = Codes.Contains(plain) ? plain
            : Sector().IsMatch(plain) ? "B"
            : Counties.GetValueOrDefault(plain);
        return code is null ? null : "RO-" + code;
    }

    /// <summary><c>SECTOR1</c> to <c>SECTOR6</c> out of a town or an address; null when none is named.</summary>
    public static string? SectorOf(params ReadOnlySpan<string?> places)
    {
        foreach (var place in places)
        {
            if (Sector().Match(PlainWords.Of(place)) is { Success: true } found)
            {
                return "SECTOR" + found.Groups["number"].Value;
            }
        }

        return null;
    }

    [GeneratedRegex(@"\bSECT(OR|ORUL)?\s*(?<number>[1-6])\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Sector();
}
