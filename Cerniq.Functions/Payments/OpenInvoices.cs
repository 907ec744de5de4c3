using Cerniq.Functions.Oblio;

namespace Cerniq.Functions.Payments;

/// <summary>The invoices to weigh a payment against.</summary>
/// <param name="Settled">Those its reference names although nothing of them is open; filled only when it names no open one.</param>
public sealed record MatchCandidates(IReadOnlyList<InvoiceRecord> Open, IReadOnlyList<InvoiceRecord> Settled);

/// <summary>Finds the open invoices that a payment may be for.</summary>
public sealed class OpenInvoices(InvoiceStore invoices)
{
    private const int PageSize = 200;
    private const int MaxLookedAt = 2000;
    private const int LongestPadding = 7;

    /// <summary>Those its reference names by series and number; when it names none, all open ones, oldest first.</summary>
    public async Task<MatchCandidates> ForAsync(
        Payment payment, IReadOnlyList<string> series, CancellationToken cancellationToken)
    {
        var numbers = PaymentReference.Find($"{payment.Reference} {payment.Description}", series);
        var named = new Dictionary<string, InvoiceRecord>(StringComparer.Ordinal);
        var settled = new Dictionary<string, InvoiceRecord>(StringComparer.Ordinal);
        foreach (var number in numbers.Where(n => n.Form == NumberForm.WithSeries))
        {
            if (await FindAsync(payment.Tenant, number, cancellationToken) is { } invoice)
            {
                (IsOpenFor(invoice, payment) ? named : settled)[invoice.InvoiceId] = invoice;
            }
        }

        return named.Count > 0
            ? new MatchCandidates([.. named.Values], [])
            : new MatchCandidates(await AllAsync(payment.Tenant, cancellationToken), [.. settled.Values]);
    }

    /// <summary>Numbers are stored with the zeros Oblio prints; where a series ends in a digit these cannot be told from it, so
    /// that each way of writing them is tried.</summary>
    private async Task<InvoiceRecord?> FindAsync(string tenant, WrittenNumber number, CancellationToken cancellationToken)
    {
        if (number.Value is not { } value)
        {
            return null;
        }

        var series = number.Series!;
        var endsInDigit = series.Length > 0 && char.IsAsciiDigit(series[^1]);
        string[] ways = endsInDigit
            ? [number.Digits, .. Enumerable.Range(1, LongestPadding).Select(width => value.ToString($"D{width}"))]
            : [number.Digits];
        foreach (var way in ways.Distinct(StringComparer.Ordinal))
        {
            if (await invoices.FindByNumberAsync(tenant, series + way, cancellationToken) is { } found
                && found.Number == value
                && string.Equals(found.SeriesName, series, StringComparison.OrdinalIgnoreCase))
            {
                return found;
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<InvoiceRecord>> AllAsync(string tenant, CancellationToken cancellationToken)
    {
        var open = new List<InvoiceRecord>();
        string? continuation = null;
        do
        {
            var (items, next) = await invoices.OpenAsync(tenant, PageSize, continuation, cancellationToken);
            open.AddRange(items);
            continuation = next;
        }
        while (continuation is not null && open.Count < MaxLookedAt);

        return open;
    }

    private static bool IsOpenFor(InvoiceRecord invoice, Payment payment) =>
        !string.Equals(invoice.Status, "CANCELLED", StringComparison.Ordinal)
        && (StillOpen(invoice) > 0 || invoice.Allocations.Any(a => a.PaymentId == payment.PaymentId));

    /// <summary>What payments may still give it: what is due after stornos, less what was paid; never below zero.</summary>
    public static decimal StillOpen(InvoiceRecord invoice) => Math.Max(0m, invoice.OpenAmount);
}
