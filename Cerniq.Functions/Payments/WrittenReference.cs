using System.Text.RegularExpressions;

namespace Cerniq.Functions.Payments;

/// <summary>What a transfer's description gives as its reference, where the payer left the reference itself empty (source: worker 2).
/// It is kept for people to see; matching reads the whole description by itself (<see cref="PaymentReference"/>).</summary>
internal static partial class WrittenReference
{
    /// <returns>Null when the description names none.</returns>
    public static string? In(string? description)
    {
        foreach (var pattern in description is null ? [] : new[] { Invoice(), Factura(), Reference(), LongNumber() })
        {
            if (pattern.Match(description!) is { Success: true } found)
            {
                return found.Groups["reference"].Value;
            }
        }

        return null;
    }

    [GeneratedRegex(@"INV[-\s]?(?<reference>\d+)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Invoice();

    [GeneratedRegex(@"FACTURA[-\s]?(?<reference>\d+)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Factura();

    [GeneratedRegex(@"REF[:\s]+(?<reference>[A-Z0-9-]+)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();

    [GeneratedRegex(@"(?<reference>\d{6,})", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LongNumber();
}
