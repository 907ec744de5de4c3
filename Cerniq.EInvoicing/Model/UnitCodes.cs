using System.Collections.Frozen;

namespace Cerniq.EInvoicing.Model;

/// <summary>Units of measure as Romanian invoices write them, to UN/ECE Recommendation 20 and 21 codes (BT-130).</summary>
public static class UnitCodes
{
    /// <summary>H87, piece: what <c>buc</c> means.</summary>
    public const string Piece = "H87";

    /// <summary>C62, one: when the unit has no code of its own.</summary>
    public const string One = "C62";

    private static readonly FrozenDictionary<string, string> Codes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Piece] = "buc|bucata|bucati|pcs|pc|piece|bilet|bilete",
        ["KGM"] = "kg|kgs|kilogram|kilograme",
        ["GRM"] = "g|gr|gram|grame",
        ["TNE"] = "t|to|tona|tone",
        ["LTR"] = "l|lt|litru|litri",
        ["MLT"] = "mililitru|mililitri", // "ml" means this and also a running metre: left unknown
        ["HLT"] = "hl|hectolitru|hectolitri",
        ["MTR"] = "m|metru|metri|metru liniar|metri liniari",
        ["CMT"] = "cm|centimetru|centimetri",
        ["MMT"] = "mm|milimetru|milimetri",
        ["KMT"] = "km|kilometru|kilometri",
        ["MTK"] = "mp|m2|metru patrat|metri patrati",
        ["MTQ"] = "mc|m3|metru cub|metri cubi",
        ["HAR"] = "ha|hectar|hectare",
        ["HUR"] = "h|ora|ore|hour|hours",
        ["MIN"] = "min|minut|minute",
        ["DAY"] = "zi|zile|day|days",
        ["WEE"] = "sapt|saptamana|saptamani|week|weeks",
        ["MON"] = "luna|luni|month|months",
        ["ANN"] = "an|ani|year|years",
        ["KWH"] = "kwh",
        ["MWH"] = "mwh",
        ["SET"] = "set|seturi",
        ["PR"] = "per|pereche|perechi",
        ["XPK"] = "pachet|pachete",
        ["XBX"] = "cutie|cutii",
        ["XBG"] = "punga|pungi",
        ["XSA"] = "sac|saci",
        ["XPX"] = "palet|paleti",
        ["XRO"] = "rola|role",
        ["XBO"] = "sticla|sticle",
        ["XCT"] = "carton|cartoane",
        ["E48"] = "serv|serviciu|servicii|prestatie|prestatii",
        ["IE"] = "pers|persoana|persoane",
        [One] = "unitate|unitati|abonament|abonamente|licenta|licente",
    }.SelectMany(entry => entry.Value.Split('|').Select(name => (Name: name, entry.Key)))
        .ToFrozenDictionary(pair => pair.Name, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The code of a unit: a name or abbreviation in Romanian or English, or a code already; null when unknown.</summary>
    public static string? Find(string? unit)
    {
        if (string.IsNullOrWhiteSpace(unit))
            return null;
        var trimmed = unit.Trim();
        if (trimmed == "%")
            return "P1";
        if (Codes.TryGetValue(PlainText.Of(trimmed.Replace('²', '2').Replace('³', '3')), out var code))
            return code;
        return LooksLikeCode(trimmed) ? trimmed : null;
    }

    // Codes have two or three capitals or digits, so "KGM" is one and "lei" is not. Whether it is listed is the validator's question.
    private static bool LooksLikeCode(string text) => text.Length is 2 or 3 && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)) && text.Any(char.IsAsciiLetterUpper);
}
