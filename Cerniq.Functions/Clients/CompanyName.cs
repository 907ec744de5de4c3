using System.Globalization;
using System.Text;

namespace Cerniq.Functions.Clients;

/// <summary>Compares company names as people write them: without diacritics, legal forms, punctuation and case.</summary>
/// <remarks>The source's substring test let "SC" match everything; here only near-equal names match
/// (see the table in the tests).</remarks>
public static class CompanyName
{
    private static readonly HashSet<string> LegalForms = new(StringComparer.Ordinal)
    {
        "SC", "SRL", "SRLD", "SA", "SNC", "SCS", "SCA", "RA", "PFA", "II", "IF", "PF", "SOCIETATEA", "SOCIETATE", "COMERCIALA",
        "COOP", "SCM", "OSC", "GMBH", "LTD", "LLC", "INC", "BV", "AG", "SPA", "SARL", "KFT",
    };

    /// <summary>True when the two name the same company, allowing for a slip of the pen in a long name.</summary>
    public static bool Matches(string ours, string registered)
    {
        var (a, b) = (Normalise(ours), Normalise(registered));
        return a.Length > 0 && b.Length > 0
            && (string.Equals(a, b, StringComparison.Ordinal) || Distance(a, b) <= Math.Max(a.Length, b.Length) / 8);
    }

    /// <summary>The words that make the name, upper case, joined: <c>S.C. Întreprinderea Nouă S.R.L.</c> → <c>INTREPRINDEREANOUA</c>.</summary>
    public static string Normalise(string name)
    {
        var joinedInitials = name.Replace(".", "", StringComparison.Ordinal);
        var words = Letters(joinedInitials).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Where(w => !LegalForms.Contains(w)));
    }

    private static string Letters(string text)
    {
        var letters = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            letters.Append(Plain(c) is var plain && char.IsAsciiLetterOrDigit(plain) ? char.ToUpperInvariant(plain) : ' ');
        }

        // «S.R.L.-D.» has become «SRL D».
        return letters.ToString().Replace("SRL D ", "SRLD ", StringComparison.Ordinal);
    }

    private static char Plain(char c) => c switch
    {
        'ă' or 'â' or 'Ă' or 'Â' or 'á' or 'Á' or 'ä' or 'Ä' or 'à' => 'A',
        'î' or 'Î' or 'í' or 'Í' => 'I',
        'ș' or 'ş' or 'Ș' or 'Ş' => 'S',
        'ț' or 'ţ' or 'Ț' or 'Ţ' => 'T',
        'é' or 'É' or 'è' or 'ë' => 'E',
        'ö' or 'Ö' or 'ő' or 'Ő' or 'ó' or 'Ó' => 'O',
        'ü' or 'Ü' or 'ű' or 'Ű' or 'ú' or 'Ú' => 'U',
        _ => CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark ? ' ' : c,
    };

    /// <summary>Levenshtein distance over two rows.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
                corner = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j] + 1, row[j - 1] + 1));
            }
        }

        return row[b.Length];
    }
}
