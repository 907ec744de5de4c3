using System.Text.RegularExpressions;
using Cerniq.Functions.Oblio;

namespace Cerniq.Functions.Payments;

/// <summary>An invoice number found in what somebody wrote.</summary>
/// <param name="Series">Null when only the number is written.</param>
/// <param name="Digits">As written, with its leading zeros.</param>
public sealed record WrittenNumber(string? Series, string Digits, NumberForm Form)
{
    /// <summary>The number itself; null when it is longer than any invoice's.</summary>
    public long? Value => long.TryParse(Digits, out var value) ? value : null;
}

/// <summary>How surely a written number means an invoice.</summary>
public enum NumberForm
{
    /// <summary>A number and nothing that says what it is.</summary>
    Bare,

    /// <summary>After a word for invoice.</summary>
    AfterWord,

    /// <summary>With its series.</summary>
    WithSeries,
}

/// <summary>Finds invoice numbers in what people write on a transfer.</summary>
public static partial class PaymentReference
{
    private const int MaxNumbers = 20;
    private const int MaxText = 1000;
    private const int MaxDigits = 12;

    private static readonly string[] NumberWords = ["NUMARUL", "NUMAR", "NR", "NO", "N"];

    /// <summary>Numbers that may be meant, the surest first.</summary>
    /// <param name="text">Reference and description.</param>
    /// <param name="series">The tenant's invoice series, which may hold digits and dashes.</param>
    public static IReadOnlyList<WrittenNumber> Find(string? text, IReadOnlyList<string> series)
    {
        var read = text is null ? "" : text.Length <= MaxText ? text : text[..MaxText];
        var found = new List<WrittenNumber>();
        foreach (var name in series.OrderByDescending(s => s.Length))
        {
            AddOfSeries(found, read, name);
        }

        found.AddRange(AfterInvoiceWord().Matches(read).Select(m => new WrittenNumber(null, m.Groups["number"].Value, NumberForm.AfterWord)));
        found.AddRange(Number().Matches(Date().Replace(read, " ")).Select(m => new WrittenNumber(null, m.Groups["number"].Value, NumberForm.Bare)));
        return [.. found
            .OrderByDescending(n => n.Form)
            .DistinctBy(n => (n.Series, n.Form == NumberForm.WithSeries ? n.Digits : n.Digits.TrimStart('0')))
            .Take(MaxNumbers)];
    }

    /// <summary>True when one slip of the pen makes one out of the other: a character more, less, other, or two changed places.</summary>
    public static bool OneSlipApart(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 1 || string.Equals(a, b, StringComparison.Ordinal))
        {
            return false;
        }

        var start = 0;
        while (start < a.Length && start < b.Length && a[start] == b[start])
        {
            start++;
        }

        var restA = a.AsSpan(start);
        var restB = b.AsSpan(start);
        return a.Length == b.Length
            ? restA[1..].SequenceEqual(restB[1..])
                || (restA.Length > 1 && restA[0] == restB[1] && restA[1] == restB[0] && restA[2..].SequenceEqual(restB[2..]))
            : a.Length > b.Length ? restA[1..].SequenceEqual(restB) : restB[1..].SequenceEqual(restA);
    }

    /// <summary>The words and numbers of a text, letters and digits only: what a mistyped number is looked for in.</summary>
    internal static IReadOnlyList<string> Tokens(string? text, IReadOnlyList<string> series)
    {
        var read = text is null ? "" : text.Length <= MaxText ? text : text[..MaxText];
        var words = Word().Matches(read).Select(m => m.Value.ToUpperInvariant()).ToList();

        // A series may be written apart from its number: each word also counts together with the next.
        var pairs = words.Zip(words.Skip(1), string.Concat).ToList();
        return [.. words.Concat(pairs).Where(w => w.Any(char.IsAsciiDigit)).Select(InvoiceStore.NormaliseNumber).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A series and its number: <c>FCT-0053</c>, <c>fct 53</c>, <c>FCT nr. 53</c>, <c>A1 / 53</c>.</summary>
    private static void AddOfSeries(List<WrittenNumber> found, string text, string series)
    {
        var letters = series.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant).ToArray();
        for (var start = 0; letters.Length > 0 && start < text.Length; start++)
        {
            if ((start == 0 || !char.IsAsciiLetterOrDigit(text[start - 1]))
                && AfterSeries(text, start, letters) is { } at
                && Digits(text, at) is { } digits)
            {
                found.Add(new WrittenNumber(series, digits, NumberForm.WithSeries));
            }
        }
    }

    private static int? AfterSeries(string text, int at, char[] letters)
    {
        for (var i = 0; i < letters.Length; i++)
        {
            at = i == 0 ? at : SkipBetween(text, at, letters[i]);
            if (at >= text.Length || char.ToUpperInvariant(text[at]) != letters[i])
            {
                return null;
            }

            at++;
        }

        at = SkipSeparators(text, at);
        foreach (var word in NumberWords)
        {
            if (string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
                && at + word.Length < text.Length && !char.IsAsciiLetter(text[at + word.Length]))
            {
                return SkipSeparators(text, at + word.Length);
            }
        }

        return at;
    }

    private static int SkipBetween(string text, int at, char wanted) =>
        at < text.Length && char.ToUpperInvariant(text[at]) == wanted ? at : SkipSeparators(text, at);

    private static int SkipSeparators(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '-' or '_' or '.' or '/' or ':' or '#' or '\t' or '\u2013' or '\u00ba')
        {
            at++;
        }

        return at;
    }

    private static string? Digits(string text, int at)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - at is > 0 and <= MaxDigits && (end == text.Length || !char.IsAsciiLetter(text[end])) ? text[at..end] : null;
    }

    /// <summary>A number alone after a word for invoice: <c>factura 53</c>, <c>f. 53</c>, <c>fact nr 53</c>, <c>inv 53</c>.</summary>
    [GeneratedRegex(
        @"\b(facturii|factura|facturi|fact|fac|ff|f|fv|invoice|inv|ref|nr)[\s.:#\-]*((nr|no|numar)[\s.:#]*)?(?<number>\d{1,12})\b",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex AfterInvoiceWord();

    [GeneratedRegex(@"\b(?<number>\d{1,12})\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();

    /// <summary>Days and months are no invoice numbers.</summary>
    [GeneratedRegex(@"\b\d{1,4}[./\-]\d{1,2}[./\-]\d{2,4}\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Date();

    [GeneratedRegex("[A-Za-z0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
