namespace Cerniq.Functions.EFactura;

/// <summary>Units of measure in UN/ECE Recommendation 20 (BT-130), out of the words Romanian sellers use.</summary>
internal static class UnitCodes
{
    /// <summary>"One", for units the recommendation has no code for.</summary>
    public const string One = "C62";

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["BUC"] = "H87", ["BUCATA"] = "H87", ["BUCATI"] = "H87", ["PCS"] = "H87", ["PIECE"] = "H87", ["PIESA"] = "H87",
        ["SET"] = "SET", ["PER"] = "PR", ["PERECHE"] = "PR", ["ORA"] = "HUR", ["ORE"] = "HUR", ["H"] = "HUR", ["HOUR"] = "HUR",
        ["ZI"] = "DAY", ["ZILE"] = "DAY", ["DAY"] = "DAY", ["SAPTAMANA"] = "WEE", ["SAPTAMANI"] = "WEE", ["LUNA"] = "MON",
        ["LUNI"] = "MON", ["MONTH"] = "MON", ["AN"] = "ANN", ["ANI"] = "ANN", ["YEAR"] = "ANN", ["MIN"] = "MIN", ["MINUT"] = "MIN",
        ["MINUTE"] = "MIN", ["KG"] = "KGM", ["KILOGRAM"] = "KGM", ["KILOGRAME"] = "KGM", ["G"] = "GRM", ["GR"] = "GRM",
        ["GRAM"] = "GRM", ["GRAME"] = "GRM", ["T"] = "TNE", ["TONA"] = "TNE", ["TONE"] = "TNE", ["L"] = "LTR", ["LITRU"] = "LTR",
        ["LITRI"] = "LTR", ["ML"] = "MLT", ["M"] = "MTR", ["METRU"] = "MTR", ["METRI"] = "MTR", ["CM"] = "CMT", ["MM"] = "MMT",
        ["KM"] = "KMT", ["MP"] = "MTK", ["M2"] = "MTK", ["METRU PATRAT"] = "MTK", ["METRI PATRATI"] = "MTK", ["MC"] = "MTQ",
        ["M3"] = "MTQ", ["METRU CUB"] = "MTQ", ["METRI CUBI"] = "MTQ", ["HA"] = "HAR", ["KWH"] = "KWH", ["MWH"] = "MWH",
        ["PACHET"] = "XPK", ["PACHETE"] = "XPK", ["CUTIE"] = "XBX", ["CUTII"] = "XBX", ["BAX"] = "XBX", ["PALET"] = "XPX",
        ["PALETI"] = "XPX", ["SAC"] = "XSA", ["SACI"] = "XSA", ["ROLA"] = "XRO", ["ROLE"] = "XRO", ["SERVICIU"] = "E48",
        ["SERV"] = "E48", ["SERVICII"] = "E48",
    };

    private static readonly HashSet<string> Known = [.. Words.Values, One, "EA", "NAR", "LS", "E51", "KMT", "MIL", "P1"];

    /// <summary>The code, and whether it says exactly what was written.</summary>
    public static (string Code, bool IsExact) Of(string written)
    {
        var plain = PlainWords.Of(written);
        if (plain.Length == 0)
        {
            return (One, true);
        }

        return Words.TryGetValue(plain, out var code) ? (code, true)
            : Known.Contains(plain) ? (plain, true)
            : (One, false);
    }
}
