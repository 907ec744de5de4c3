namespace Cerniq.Functions.EFactura;

/// <summary>Countries in ISO 3166-1 alpha-2, out of their codes or the names people write.</summary>
internal static class Countries
{
    public const string Romania = "RO";

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["ROMANIA"] = "RO", ["AUSTRIA"] = "AT", ["BELGIUM"] = "BE", ["BELGIA"] = "BE", ["BULGARIA"] = "BG", ["CYPRUS"] = "CY",
        ["CIPRU"] = "CY", ["CZECHIA"] = "CZ", ["CZECH REPUBLIC"] = "CZ", ["CEHIA"] = "CZ", ["GERMANY"] = "DE", ["GERMANIA"] = "DE",
        ["DENMARK"] = "DK", ["DANEMARCA"] = "DK", ["ESTONIA"] = "EE", ["GREECE"] = "GR", ["GRECIA"] = "GR", ["SPAIN"] = "ES",
        ["SPANIA"] = "ES", ["FINLAND"] = "FI", ["FINLANDA"] = "FI", ["FRANCE"] = "FR", ["FRANTA"] = "FR", ["CROATIA"] = "HR",
        ["CROATIA HRVATSKA"] = "HR", ["HUNGARY"] = "HU", ["UNGARIA"] = "HU", ["IRELAND"] = "IE", ["IRLANDA"] = "IE", ["ITALY"] = "IT",
        ["ITALIA"] = "IT", ["LITHUANIA"] = "LT", ["LITUANIA"] = "LT", ["LUXEMBOURG"] = "LU", ["LUXEMBURG"] = "LU", ["LATVIA"] = "LV",
        ["LETONIA"] = "LV", ["MALTA"] = "MT", ["NETHERLANDS"] = "NL", ["THE NETHERLANDS"] = "NL", ["OLANDA"] = "NL",
        ["TARILE DE JOS"] = "NL", ["POLAND"] = "PL", ["POLONIA"] = "PL", ["PORTUGAL"] = "PT", ["PORTUGALIA"] = "PT", ["SWEDEN"] = "SE",
        ["SUEDIA"] = "SE", ["SLOVENIA"] = "SI", ["SLOVAKIA"] = "SK", ["SLOVACIA"] = "SK", ["MOLDOVA"] = "MD",
        ["REPUBLICA MOLDOVA"] = "MD", ["UKRAINE"] = "UA", ["UCRAINA"] = "UA", ["SERBIA"] = "RS", ["TURKEY"] = "TR", ["TURCIA"] = "TR",
        ["SWITZERLAND"] = "CH", ["ELVETIA"] = "CH", ["NORWAY"] = "NO", ["NORVEGIA"] = "NO", ["UNITED KINGDOM"] = "GB",
        ["MAREA BRITANIE"] = "GB", ["REGATUL UNIT"] = "GB", ["UK"] = "GB", ["UNITED STATES"] = "US", ["USA"] = "US", ["SUA"] = "US",
        ["STATELE UNITE"] = "US", ["ISRAEL"] = "IL", ["CANADA"] = "CA",
    };

    private static readonly HashSet<string> Union =
    [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "GR", "ES", "FI", "FR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL",
        "PL", "PT", "RO", "SE", "SI", "SK",
    ];

    /// <summary>The code, or null for a name we do not know. Nothing written means Romania.</summary>
    public static string? Code(string? written)
    {
        var plain = PlainWords.Of(written);
        return plain.Length == 0 ? Romania
            : Names.TryGetValue(plain, out var code) ? code
            : plain.Length == 2 && plain.All(char.IsAsciiLetterUpper) ? plain
            : null;
    }

    public static bool IsInUnion(string code) => Union.Contains(code);

    /// <summary>The prefix of the country's VAT identifiers: its code, but EL for Greece.</summary>
    public static string VatPrefix(string code) => code == "GR" ? "EL" : code;
}
