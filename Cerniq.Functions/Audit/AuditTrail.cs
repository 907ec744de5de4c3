using System.Collections.Concurrent;
using Cerniq.EInvoicing.Evidence;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Audit;

/// <summary>The append-only trail: one chain of hashes a tenant, with everything in it. The lists by time and by subject hold
/// nothing of their own: what they show is read from the chain.</summary>
public sealed class AuditTrail(ITableStore tables) : IAuditSink
{
    private readonly ConcurrentDictionary<string, AuditWriter> _writers = new(StringComparer.Ordinal);

    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return WriterOf(entry.Tenant).AppendAsync(entry, null);
    }

    /// <summary>Adds a line unless one is there under this key.</summary>
    /// <returns>True when it was added now.</returns>
    public Task<bool> AppendOnceAsync(AuditEntry entry, string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return WriterOf(entry.Tenant).AppendAsync(entry, key);
    }

    /// <summary>How far the tenant's log has come.</summary>
    public async Task<ChainHead> HeadAsync(string tenant, CancellationToken cancellationToken) =>
        await tables.GetAsync(AuditRows.Table, RowKey.Of(tenant), AuditRows.Head, cancellationToken) is { } row
            ? CerniqJson.Read<ChainHead>(row.Body)
            : ChainHead.Before(tenant);

    /// <summary>Lines newest first.</summary>
    /// <param name="subject">Only those about this, such as <c>negotiation/N-1</c>; null for all of the tenant's.</param>
    /// <param name="from">Not older than this, inclusive; null for the beginning.</param>
    /// <param name="to">Older than this, exclusive; null for now.</param>
    internal Task<AuditPage> QueryAsync(
        string tenant,
        string? subject,
        DateTimeOffset? from,
        DateTimeOffset? to,
        int limit,
        string? continuation,
        CancellationToken cancellationToken)
    {
        var timeline = AuditRows.List(subject);
        var all = TableRange.StartingWith(timeline);

        // Keys run backwards in time: the range begins right after the excluded end and ends after the included beginning.
        var range = new TableRange(
            to is { } end ? timeline + RowKey.Descending(end.AddTicks(-1)) : all.From,
            from is { } start ? timeline + RowKey.Descending(start) + '}' : all.Before,
            limit,
            continuation);
        return ReadAsync(tenant, range, cancellationToken);
    }

    /// <summary>The compliance log, newest first.</summary>
    internal Task<AuditPage> ComplianceAsync(string tenant, int limit, string? continuation, CancellationToken cancellationToken) =>
        ReadAsync(tenant, TableRange.StartingWith(RowKey.Prefix(AuditRows.ComplianceList), limit, continuation), cancellationToken);

    /// <summary>The log's lines in their order, as they are stored.</summary>
    internal async IAsyncEnumerable<TableRow> LinesAsync(
        string tenant, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var range = TableRange.StartingWith(AuditRows.LinePrefix, 1000, continuation);
            var page = await tables.QueryAsync(AuditRows.Table, RowKey.Of(tenant), range, cancellationToken);
            foreach (var row in page.Rows)
            {
                yield return row;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    private AuditWriter WriterOf(string tenant) => _writers.GetOrAdd(tenant, name => new AuditWriter(tables, name));

    private async Task<AuditPage> ReadAsync(string tenant, TableRange range, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(AuditRows.Table, RowKey.Of(tenant), range, cancellationToken);
        var lines = await Task.WhenAll(page.Rows.Select(row => LineAsync(tenant, CerniqJson.Read<AuditPointer>(row.Body).Sequence, cancellationToken)));
        return new AuditPage(lines, page.Continuation);
    }

    /// <exception cref="InvalidDataException">The log has a hole or a line that is damaged; verifying it tells more.</exception>
    private async Task<AuditLine> LineAsync(string tenant, long sequence, CancellationToken cancellationToken)
    {
        var row = await tables.GetAsync(AuditRows.Table, RowKey.Of(tenant), AuditRows.Line(sequence), cancellationToken);
        var line = row is null ? null : ChainLine.TryRead(row.Body);
        return line is null
            ? throw new InvalidDataException($"Entry {sequence} of the trail of tenant {tenant} is missing or damaged.")
            : new AuditLine(line, CerniqJson.Read<AuditEntry>(line.Entry) with { Sequence = line.Sequence, Hash = line.Hash });
    }
}

/// <summary>An entry, and the line of the log it is from.</summary>
internal sealed record AuditLine(ChainLine Line, AuditEntry Entry);

internal sealed record AuditPage(IReadOnlyList<AuditLine> Lines, string? Continuation);
