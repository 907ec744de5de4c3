namespace Cerniq.EInvoicing.Model;

/// <summary>Text reduced for comparison: lower case, Romanian diacritics gone, punctuation as single spaces.</summary>
internal static class PlainText
{
    public static string Of(string text)
    {
        var result = new char[text.Length];
        var length = 0;
        foreach (var c in text)
        {
            var plain = Plain(c);
            if (plain != ' ')
                result[length++] = plain;
            else if (length > 0 && result[length - 1] != ' ')
                result[length++] = ' ';
        }

        return new string(result, 0, length).TrimEnd();
    }

    private static char Plain(char c) => char.ToLowerInvariant(c) switch
    {
        'ă' or 'â' or 'á' => 'a',
        'î' or 'í' => 'i',
        'ș' or 'ş' => 's',
        'ț' or 'ţ' => 't',
        'é' => 'e',
        'ó' or 'ö' or 'ő' => 'o',
        'ú' or 'ü' or 'ű' => 'u',
        var other when char.IsLetterOrDigit(other) => other,
        _ => ' ',
    };
}
