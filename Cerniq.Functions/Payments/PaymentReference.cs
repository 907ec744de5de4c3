using System.Text.RegularExpressions;

namespace Cerniq.Functions.Payments;

/// <summary>Finds invoice numbers in what people write on a transfer.</summary>
public static partial class PaymentReference
{
    private const int MaxCandidates = 12;

    /// <summary>Numbers that may be meant, the likeliest first, each as series and digits (<c>FCT53</c>) or, where no series is
    /// written, as digits after each of the known series.</summary>
    /// <param name="text">Reference and description.</param>
    /// <param name="series">The tenant's invoice series.</param>
    public static IReadOnlyList<string> Candidates(string? text, IReadOnlyList<string> series)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        var candidates = new List<string>();
        foreach (Match match in SeriesAndNumber().Matches(text))
        {
            candidates.Add(match.Groups["series"].Value + match.Groups["number"].Value);
        }

        foreach (Match match in AfterInvoiceWord().Matches(text))
        {
            candidates.AddRange(series.Select(s => s + match.Groups["number"].Value));
        }

        return [.. candidates.Distinct(StringComparer.OrdinalIgnoreCase).Take(MaxCandidates)];
    }

    /// <summary>A series and its number: <c>FCT-0053</c>, <c>fct 53</c>, <c>FCT0053</c>, <c>FCT nr. 53</c>.</summary>
    [GeneratedRegex(
        @"\b(?<series>[A-Za-z]{1,12})[\s\-_./]*(?:(?:nr|no|numar)[\s.:]*)?(?<number>\d{1,12})\b",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SeriesAndNumber();

    /// <summary>A number alone after a word for invoice: <c>factura 53</c>, <c>f. 53</c>, <c>fact nr 53</c>, <c>inv 53</c>.</summary>
    [GeneratedRegex(
        @"\b(factura|fact|f|ff|invoice|inv|ref|nr)[\s.:\-]*((nr|no|numar)[\s.:]*)?(?<number>\d{1,12})\b",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex AfterInvoiceWord();
}
