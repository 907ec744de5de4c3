using System.Globalization;
using System.Runtime.CompilerServices;
using Cerniq.Functions.Api;
using Cerniq.Functions.Csv;
using Cerniq.Functions.Lifecycle;
using Microsoft.AspNetCore.Http;

namespace Cerniq.Functions.Accounting;

/// <summary>What an accountant's file is to hold.</summary>
/// <param name="First">The first day, in Bucharest.</param>
/// <param name="Last">The last day, inclusive.</param>
/// <param name="Currency">Only this one; null for all.</param>
public sealed record AccountingQuery(DateOnly First, DateOnly Last, string? Currency, CsvDialect Dialect)
{
    private const int PageSize = 500;

    /// <summary>The instant the first day begins.</summary>
    public DateTimeOffset From => RomanianTime.StartOf(First);

    /// <summary>The instant after the last day ends.</summary>
    public DateTimeOffset To => RomanianTime.StartOf(Last.AddDays(1));

    /// <summary>Part of the file's name.</summary>
    public string Period => string.Create(CultureInfo.InvariantCulture, $"{First:yyyy-MM-dd}-{Last:yyyy-MM-dd}");

    /// <summary><c>?from=&amp;to=</c> (days, both inclusive) or <c>?month=2026-01</c>, <c>&amp;currency=&amp;format=&amp;bom=</c>; this month
    /// when none is said.</summary>
    public static Body<AccountingQuery> Read(HttpRequest request, DateOnly today)
    {
        var dialect = CsvDialect.Read(request);
        if (dialect.Problem is { } problem)
        {
            return problem;
        }

        var faults = new FieldFaults();
        var (first, last) = DaysOf(request, today, faults);
        var currency = request.Query["currency"].ToString();
        faults.When(currency.Length > 0 && (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper)), "currency", "must be three capital letters");
        return faults.ByField() is { Count: > 0 } found
            ? Problem.BadRequest(found)
            : new Body<AccountingQuery>(new AccountingQuery(first, last, currency.Length == 0 ? null : currency, dialect.Value), null);
    }

    public bool Takes(string currency) => Currency is null || string.Equals(Currency, currency, StringComparison.Ordinal);

    /// <summary>Everything a paged list holds, a page at a time.</summary>
    internal static async IAsyncEnumerable<T> AllAsync<T>(
        Func<int, string?, Task<(IReadOnlyList<T> Items, string? Continuation)>> page, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (items, next) = await page(PageSize, continuation);
            foreach (var item in items)
            {
                yield return item;
            }

            continuation = next;
        }
        while (continuation is not null);
    }

    private static (DateOnly First, DateOnly Last) DaysOf(HttpRequest request, DateOnly today, FieldFaults faults)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        if (request.Query["month"].ToString() is { Length: > 0 } asked
            && !DateOnly.TryParseExact(asked, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out month))
        {
            faults.Add("month", "must be a month, such as 2026-01");
            return default;
        }

        var first = DayOf(request, "from", month, faults);
        var last = DayOf(request, "to", first > month.AddMonths(1).AddDays(-1) ? today : month.AddMonths(1).AddDays(-1), faults);
        faults.When(last < first, "to", "must not be before from");
        faults.When(first.Year < 1990 || last.Year > 9000, "from", "must be a year of our time");
        return (first, last);
    }

    private static DateOnly DayOf(HttpRequest request, string name, DateOnly otherwise, FieldFaults faults)
    {
        if (request.Query[name].ToString() is not { Length: > 0 } text)
        {
            return otherwise;
        }

        faults.When(
            !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day), name, "must be a day, such as 2026-01-31");
        return day;
    }
}
