using System.Security.Cryptography;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Audit;

/// <summary>The append-only trail: every line once in the tenant's timeline and once in its subject's, both newest first.</summary>
/// <remarks>Both rows are written in one batch, so that no line is in one timeline only.</remarks>
public sealed class AuditTrail(ITableStore tables) : IAuditSink
{
    private const string Table = "audit";
    private const string OfTenant = "t";
    private const string OfSubject = "s";

    private long _sequence;

    public async Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        var body = CerniqJson.Write(entry);
        var order = Order(entry.At);
        var written = await tables.WriteAsync(
            Table,
            RowKey.Of(entry.Tenant),
            [
                new TableOperation.Insert($"{OfTenant}|{order}", body),
                new TableOperation.Insert($"{RowKey.Of(OfSubject, entry.Subject)}|{order}", body),
            ],
            cancellationToken);
        if (!written.Applied)
        {
            throw new IOException($"The trail of tenant {entry.Tenant} did not take a line about {entry.Subject}.");
        }
    }

    /// <summary>Lines newest first.</summary>
    /// <param name="subject">Only those about this, such as <c>negotiation/N-1</c>; null for all of the tenant's.</param>
    /// <param name="from">Not older than this, inclusive; null for the beginning.</param>
    /// <param name="to">Older than this, exclusive; null for now.</param>
    internal Task<TablePage> QueryAsync(
        string tenant,
        string? subject,
        DateTimeOffset? from,
        DateTimeOffset? to,
        int limit,
        string? continuation,
        CancellationToken cancellationToken)
    {
        var timeline = (subject is null ? OfTenant : RowKey.Of(OfSubject, subject)) + '|';
        var all = TableRange.StartingWith(timeline);

        // Keys run backwards in time: the range begins right after the excluded end and ends after the included beginning.
        var range = new TableRange(
            to is { } end ? timeline + RowKey.Descending(end.AddTicks(-1)) : all.From,
            from is { } start ? timeline + RowKey.Descending(start) + '}' : all.Before,
            limit,
            continuation);
        return tables.QueryAsync(Table, RowKey.Of(tenant), range, cancellationToken);
    }

    /// <summary>By time; within one tick the later line comes first; and no two processes make the same key.</summary>
    private string Order(DateTimeOffset at)
    {
        var sequence = long.MaxValue - Interlocked.Increment(ref _sequence);
        return $"{RowKey.Descending(at)}|{sequence:D19}|{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
    }
}
