namespace Cerniq.EInvoicing.Model;

/// <summary>The sectors of Bucharest, which CIUS-RO wants as the city: <c>SECTOR1</c> to <c>SECTOR6</c> (BR-RO-100, BR-RO-101).</summary>
public static class BucharestSector
{
    /// <summary>The sector named in a text such as <c>Sector 3</c>, <c>Sectorul 3</c>, <c>București, sect. 3</c>; null when there is none.</summary>
    public static string? Find(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var words = PlainText.Of(text).Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            foreach (var name in (string[])["sectorul", "sector", "sect", "sec"])
            {
                var rest = words[i] == name && i + 1 < words.Length ? words[i + 1] : words[i].StartsWith(name, StringComparison.Ordinal) ? words[i][name.Length..] : "";
                if (rest.Length == 1 && rest[0] is >= '1' and <= '6')
                    return "SECTOR" + rest;
            }
        }

        return null;
    }

    /// <summary>The sector of a Bucharest postal code, whose second digit it is; null when the code is not Bucharest's.</summary>
    public static string? OfPostalCode(string? postalCode) =>
        RomanianCounty.OfPostalCode(postalCode) == RomanianCounty.Bucharest ? "SECTOR" + postalCode!.Trim()[1] : null;
}
