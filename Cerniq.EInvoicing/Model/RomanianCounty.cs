using System.Collections.Frozen;

namespace Cerniq.EInvoicing.Model;

/// <summary>The 41 counties and Bucharest, as ISO 3166-2:RO codes (BR-RO-110).</summary>
public static class RomanianCounty
{
    /// <summary>Bucharest, which has sectors instead of towns.</summary>
    public const string Bucharest = "RO-B";

    private const string Table =
        "AB Alba|AG Argeș|AR Arad|B București|BC Bacău|BH Bihor|BN Bistrița-Năsăud|BR Brăila|BT Botoșani|BV Brașov|BZ Buzău|CJ Cluj|CL Călărași|"
        + "CS Caraș-Severin|CT Constanța|CV Covasna|DB Dâmbovița|DJ Dolj|GJ Gorj|GL Galați|GR Giurgiu|HD Hunedoara|HR Harghita|IF Ilfov|IL Ialomița|"
        + "IS Iași|MH Mehedinți|MM Maramureș|MS Mureș|NT Neamț|OT Olt|PH Prahova|SB Sibiu|SJ Sălaj|SM Satu Mare|SV Suceava|TL Tulcea|TM Timiș|"
        + "TR Teleorman|VL Vâlcea|VN Vrancea|VS Vaslui";

    // Towns whose name no commune elsewhere bears; others need their county said.
    private const string CertainTowns =
        "alba iulia AB|pitesti AG|campulung muscel AG|arad AR|bucuresti B|bucharest B|bacau BC|onesti BC|oradea BH|braila BR|botosani BT|dorohoi BT|brasov BV|fagaras BV|"
        + "buzau BZ|ramnicu sarat BZ|cluj napoca CJ|turda CJ|dej CJ|gherla CJ|resita CS|caransebes CS|constanta CT|mangalia CT|medgidia CT|navodari CT|targoviste DB|"
        + "craiova DJ|targu jiu GJ|galati GL|tecuci GL|giurgiu GR|deva HD|hunedoara HD|petrosani HD|miercurea ciuc HR|odorheiu secuiesc HR|voluntari IF|otopeni IF|"
        + "popesti leordeni IF|bragadiru IF|pantelimon IF|buftea IF|urziceni IL|fetesti IL|iasi IS|drobeta turnu severin MH|baia mare MM|sighetu marmatiei MM|"
        + "targu mures MS|sighisoara MS|reghin MS|piatra neamt NT|caracal OT|ploiesti PH|campina PH|sinaia PH|sibiu SB|medias SB|zalau SJ|suceava SV|radauti SV|falticeni SV|"
        + "tulcea TL|timisoara TM|lugoj TM|rosiori de vede TR|turnu magurele TR|ramnicu valcea VL|dragasani VL|focsani VN|vaslui VS|barlad VS|husi VS";

    private const string PostalPrefixes =
        "01B 02B 03B 04B 05B 06B 07IF 08GR 10PH 11AG 12BZ 13DB 14TR 20DJ 21GJ 22MH 23OT 24VL 30TM 31AR 32CS 33HD 40CJ 41BH 42BN 43MM 44SM 45SJ "
        + "50BV 51AB 52CV 53HR 54MS 55SB 60BC 61NT 62VN 70IS 71BT 72SV 73VS 80GL 81BR 82TL 90CT 91CL 92IL";

    private static readonly FrozenDictionary<string, string> Names =
        Table.Split('|').Select(entry => entry.Split(' ', 2)).ToFrozenDictionary(parts => "RO-" + parts[0], parts => parts[1], StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> ByPlainName =
        Names.ToFrozenDictionary(entry => PlainText.Of(entry.Value), entry => entry.Key, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> ByTown = CertainTowns.Split('|')
        .ToFrozenDictionary(entry => entry[..entry.LastIndexOf(' ')], entry => "RO-" + entry[(entry.LastIndexOf(' ') + 1)..], StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> ByPostalPrefix =
        PostalPrefixes.Split(' ').ToFrozenDictionary(entry => entry[..2], entry => "RO-" + entry[2..], StringComparer.Ordinal);

    /// <summary>All codes, with the <c>RO-</c>.</summary>
    public static IReadOnlyCollection<string> Codes => Names.Keys;

    /// <summary>The Romanian name of a code; null when it is none.</summary>
    public static string? NameOf(string? code) => code is not null && Names.TryGetValue(code, out var name) ? name : null;

    /// <summary>
    /// The code of a county given as <c>RO-CJ</c>, <c>CJ</c>, <c>Cluj</c>, <c>jud. Cluj</c>…; diacritics and case do not matter.
    /// Null when it is none.
    /// </summary>
    public static string? Find(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var plain = PlainText.Of(text);
        foreach (var prefix in (string[])["judetul ", "judet ", "jud ", "municipiul ", "mun ", "ro "])
        {
            if (plain.StartsWith(prefix, StringComparison.Ordinal))
                plain = plain[prefix.Length..];
        }

        if (plain == "bucharest")
            return Bucharest;
        var code = "RO-" + plain.ToUpperInvariant();
        return Names.ContainsKey(code) ? code : ByPlainName.GetValueOrDefault(plain);
    }

    /// <summary>The county of a town when its name leaves no doubt; null otherwise.</summary>
    public static string? OfTown(string? town)
    {
        if (string.IsNullOrWhiteSpace(town))
            return null;
        var plain = PlainText.Of(town);
        foreach (var prefix in (string[])["municipiul ", "mun ", "orasul ", "oras ", "ors "])
        {
            if (plain.StartsWith(prefix, StringComparison.Ordinal))
                plain = plain[prefix.Length..];
        }

        return ByTown.GetValueOrDefault(plain);
    }

    /// <summary>The county of a six-digit Romanian postal code; null when it is none.</summary>
    public static string? OfPostalCode(string? postalCode)
    {
        var digits = postalCode?.Trim();
        return digits is { Length: 6 } && digits.All(char.IsAsciiDigit) ? ByPostalPrefix.GetValueOrDefault(digits[..2]) : null;
    }
}
