using System.Text;

namespace Cerniq.Functions.EFactura;

/// <summary>Words as people write them, made comparable: capitals, no diacritics, one blank between words.</summary>
internal static class PlainWords
{
    public static string Of(string? text)
    {
        var plain = new StringBuilder();
        foreach (var c in text ?? "")
        {
            if (Letter(c) is { } letter)
            {
                plain.Append(letter);
            }
            else if (plain.Length > 0 && plain[^1] != ' ')
            {
                plain.Append(' ');
            }
        }

        return plain.ToString().TrimEnd();
    }

    private static char? Letter(char c) => c switch
    {
        'ă' or 'Ă' or 'â' or 'Â' or 'á' or 'Á' or 'ä' or 'Ä' => 'A',
        'î' or 'Î' or 'í' or 'Í' => 'I',
        'ș' or 'Ș' or 'ş' or 'Ş' => 'S',
        'ț' or 'Ț' or 'ţ' or 'Ţ' => 'T',
        'ö' or 'Ö' or 'ő' or 'Ő' or 'ó' or 'Ó' => 'O',
        'ü' or 'Ü' or 'ű' or 'Ű' or 'ú' or 'Ú' => 'U',
        'é' or 'É' => 'E',
        _ when char.IsAsciiLetterOrDigit(c) => char.ToUpperInvariant(c),
        _ => null,
    };
}
