using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>Reads the lists of the e-Factura queue, each from its own range of rows.</summary>
public sealed class EFacturaLists(ITableStore tables)
{
    private const int PageSize = 500;

    /// <summary>Entries, newest first, of one of the five short statuses or of all.</summary>
    public async Task<IReadOnlyList<EFacturaSummary>> NewestAsync(
        string tenant, string? shortStatus, int offset, int limit, CancellationToken cancellationToken)
    {
        var found = new List<EFacturaSummary>(limit);
        await foreach (var summary in RangeAsync(tenant, TableRange.StartingWith(EFacturaRows.ListPrefix(shortStatus), Math.Min(offset + limit, PageSize)), cancellationToken))
        {
            if (offset-- > 0)
            {
                continue;
            }

            found.Add(summary);
            if (found.Count == limit)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>All entries in a short status, newest first.</summary>
    public IAsyncEnumerable<EFacturaSummary> AllAsync(string tenant, string shortStatus, CancellationToken cancellationToken) =>
        RangeAsync(tenant, TableRange.StartingWith(EFacturaRows.ListPrefix(shortStatus), PageSize), cancellationToken);

    /// <summary>Entries somebody should look after by now, the longest overdue first.</summary>
    public IAsyncEnumerable<EFacturaSummary> DueAsync(string tenant, DateTimeOffset now, CancellationToken cancellationToken) =>
        RangeAsync(tenant, new TableRange(EFacturaRows.DuePrefix, EFacturaRows.DueAfter(now), PageSize), cancellationToken);

    /// <summary>Accepted entries whose receipt should be made by now, the longest overdue first.</summary>
    public IAsyncEnumerable<EFacturaSummary> ReceiptsDueAsync(string tenant, DateTimeOffset now, CancellationToken cancellationToken) =>
        RangeAsync(tenant, new TableRange(EFacturaRows.ReceiptPrefix, EFacturaRows.ReceiptAfter(now), PageSize), cancellationToken);

    /// <summary>Unfiled entries whose last day is <paramref name="lastDay"/> or earlier (all when null), the earliest first.</summary>
    public IAsyncEnumerable<EFacturaSummary> UnfiledAsync(string tenant, DateOnly? lastDay, CancellationToken cancellationToken) =>
        RangeAsync(
            tenant,
            lastDay is { } day
                ? new TableRange(EFacturaRows.DeadlinePrefix, EFacturaRows.DeadlineAfter(day), PageSize)
                : TableRange.StartingWith(EFacturaRows.DeadlinePrefix, PageSize),
            cancellationToken);

    /// <summary>A page of the unfiled entries, the earliest last day first.</summary>
    public async Task<(IReadOnlyList<EFacturaSummary> Entries, string? Continuation)> UnfiledPageAsync(
        string tenant, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(
            EFacturaRows.Table, tenant, TableRange.StartingWith(EFacturaRows.DeadlinePrefix, limit, continuation), cancellationToken);
        return ([.. page.Rows.Select(row => CerniqJson.Read<EFacturaSummary>(row.Body))], page.Continuation);
    }

    /// <summary>Entries that ANAF has and has not answered, by the index it gave them.</summary>
    /// <param name="throughOblio">Those that Oblio filed, whose answers are on Oblio's list; else those on ANAF's.</param>
    public async Task<Dictionary<string, EFacturaSummary>> AwaitingAnswerAsync(string tenant, bool throughOblio, CancellationToken cancellationToken)
    {
        var waiting = new Dictionary<string, EFacturaSummary>(StringComparer.Ordinal);
        await foreach (var entry in RangeAsync(tenant, TableRange.StartingWith(EFacturaRows.OpenPrefix, PageSize), cancellationToken))
        {
            if (entry.Route == EFacturaAdapters.Oblio == throughOblio)
            {
                waiting[entry.RemoteId!] = entry;
            }
        }

        return waiting;
    }

    public async Task<EFacturaStats> StatsAsync(string tenant, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(
            EFacturaRows.Table, tenant, TableRange.StartingWith(EFacturaCounters.Prefix, 1000), cancellationToken);
        return EFacturaCounters.Sum(page.Rows);
    }

    private async IAsyncEnumerable<EFacturaSummary> RangeAsync(
        string tenant, TableRange range, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in RowsAsync(tenant, range, cancellationToken))
        {
            yield return CerniqJson.Read<EFacturaSummary>(row.Body);
        }
    }

    private async IAsyncEnumerable<TableRow> RowsAsync(
        string partition, TableRange range, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = range;
        while (true)
        {
            var page = await tables.QueryAsync(EFacturaRows.Table, partition, next, cancellationToken);
            foreach (var row in page.Rows)
            {
                yield return row;
            }

            if (page.Continuation is null)
            {
                yield break;
            }

            next = range with { Continuation = page.Continuation };
        }
    }
}
