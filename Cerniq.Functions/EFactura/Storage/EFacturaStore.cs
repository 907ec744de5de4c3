using Cerniq.Functions.Audit;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>Keeps the entries of the e-Factura queue. An entry, its places in the lists and its counter change together or
/// not at all.</summary>
/// <remarks>One partition per tenant: <c>doc|id</c>, <c>invoice|invoice|filing</c> (unique), <c>all|newest first</c>,
/// <c>status|status|newest first</c>, <c>due|when|id</c>, <c>receipt|when|id</c>, <c>deadline|day|id</c>, <c>open|index</c>, <c>index|index</c>,
/// <c>count|shard</c>, <c>event|id|name</c> (not told yet), and what <see cref="ListedUploads"/> keeps. The partition <c>*owner</c>
/// tells whose an id is, for routes whose path names no tenant.</remarks>
public sealed class EFacturaStore(ITableStore tables, IAuditSink audit, QueueIdAllocator ids, TimeProvider clock, EFacturaChronicle? chronicle = null)
{
    /// <summary>Stores a new entry unless this filing of the invoice is there already.</summary>
    /// <param name="make">Makes the entry once its id is known.</param>
    /// <returns>The entry that is there now, and whether this call made it.</returns>
    public async Task<(EFacturaEntry Entry, bool Created)> AddAsync(
        string tenant,
        string invoiceId,
        int filing,
        Func<EFacturaKey, CancellationToken, Task<EFacturaEntry>> make,
        CancellationToken cancellationToken)
    {
        if (await FindByInvoiceAsync(tenant, invoiceId, filing, cancellationToken) is { } known)
        {
            return (known, false);
        }

        var key = new EFacturaKey(tenant, await ids.NextAsync(cancellationToken));
        var entry = await make(key, cancellationToken);
        await AnnounceAsync(entry, cancellationToken);
        await foreach (var _ in Races.TriesAsync(cancellationToken))
        {
            if (await InsertAsync(entry, cancellationToken))
            {
                await AuditAsync(null, entry, cancellationToken);
                return (entry, true);
            }

            if (await FindByInvoiceAsync(tenant, invoiceId, filing, cancellationToken) is { } winner)
            {
                return (winner, false);
            }
        }

        throw new TimeoutException($"Invoice {invoiceId} could not be queued: its tenant's rows kept changing.");
    }

    public async Task<EFacturaEntry?> GetAsync(string tenant, long queueId, CancellationToken cancellationToken) =>
        (await ReadAsync(tenant, queueId, cancellationToken))?.Entry;

    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async Task<EFacturaEntry> RequireAsync(EFacturaKey key, CancellationToken cancellationToken) =>
        await GetAsync(key.Tenant, key.QueueId, cancellationToken) ?? throw Missing(key.QueueId);

    /// <summary>Whose entry this is, or null when there is none.</summary>
    public async Task<string?> OwnerAsync(long queueId, CancellationToken cancellationToken) =>
        await tables.GetAsync(EFacturaRows.Table, EFacturaRows.Owners, EFacturaRows.Owner(queueId), cancellationToken) is { } row
            ? CerniqJson.Read<EFacturaKey>(row.Body).Tenant
            : null;

    public async Task<EFacturaEntry?> FindByInvoiceAsync(string tenant, string invoiceId, int filing, CancellationToken cancellationToken) =>
        await PointAsync(tenant, EFacturaRows.Invoice(invoiceId, filing), cancellationToken);

    /// <summary>The latest filing of an invoice, or null when it was never queued.</summary>
    public async Task<EFacturaEntry?> LatestOfAsync(string tenant, string invoiceId, CancellationToken cancellationToken) =>
        await PointAsync(tenant, EFacturaRows.Latest(invoiceId), cancellationToken);

    /// <summary>The entry that ANAF knows by this <c>index_incarcare</c>, or null.</summary>
    public async Task<EFacturaEntry?> FindByIndexAsync(string tenant, string remoteId, CancellationToken cancellationToken) =>
        await PointAsync(tenant, EFacturaRows.Index(remoteId), cancellationToken);

    /// <summary>Changes an entry and moves it between the lists.</summary>
    /// <param name="change">Returns null to leave it as it is. Called again when somebody else was faster.</param>
    /// <returns>The entry as it now is.</returns>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async Task<EFacturaEntry> UpdateAsync(
        EFacturaKey key, Func<EFacturaEntry, EFacturaEntry?> change, CancellationToken cancellationToken)
    {
        await foreach (var _ in Races.TriesAsync(cancellationToken))
        {
            var (before, etag) = await ReadAsync(key.Tenant, key.QueueId, cancellationToken) ?? throw Missing(key.QueueId);
            if (change(before) is not { } changed)
            {
                return before;
            }

            var after = changed with { UpdatedAt = clock.GetUtcNow() };
            if (await ReplaceAsync(before, after, etag, cancellationToken))
            {
                await AuditAsync(before, after, cancellationToken);
                await (chronicle?.TellAsync(EFacturaEvent.Between(before, after)) ?? Task.CompletedTask);
                return after;
            }
        }

        throw new TimeoutException($"Queue entry {key.QueueId} kept changing; the update was given up.");
    }

    private static InvalidOperationException Missing(long queueId) => new($"There is no e-Factura queue entry {queueId}.");

    private async Task<(EFacturaEntry Entry, string ETag)?> ReadAsync(string tenant, long queueId, CancellationToken cancellationToken)
    {
        var row = await tables.GetAsync(EFacturaRows.Table, tenant, EFacturaRows.Doc(queueId), cancellationToken);
        return row is null ? null : (CerniqJson.Read<EFacturaEntry>(row.Body), row.ETag);
    }

    private async Task<EFacturaEntry?> PointAsync(string tenant, string pointer, CancellationToken cancellationToken) =>
        await tables.GetAsync(EFacturaRows.Table, tenant, pointer, cancellationToken) is { } row
            ? await GetAsync(tenant, CerniqJson.Read<EFacturaSummary>(row.Body).QueueId, cancellationToken)
            : null;

    /// <summary>What must be known of an entry outside its partition; harmless if the entry is then not written.</summary>
    private async Task AnnounceAsync(EFacturaEntry entry, CancellationToken cancellationToken)
    {
        TableOperation owner = new TableOperation.Upsert(EFacturaRows.Owner(entry.QueueId), CerniqJson.Write(entry.Key));
        await tables.WriteAsync(EFacturaRows.Table, EFacturaRows.Owners, [owner], cancellationToken);
    }

    private async Task<bool> InsertAsync(EFacturaEntry entry, CancellationToken cancellationToken)
    {
        var summary = CerniqJson.Write(EFacturaSummary.Of(entry));
        var operations = new List<TableOperation>
        {
            new TableOperation.Insert(EFacturaRows.Doc(entry.QueueId), CerniqJson.Write(entry)),
            new TableOperation.Insert(EFacturaRows.Invoice(entry.InvoiceIdText, entry.Filing), summary),
            new TableOperation.Upsert(EFacturaRows.Latest(entry.InvoiceIdText), summary),
        };
        operations.AddRange(EFacturaRows.Lists(entry).Concat(EFacturaRows.Marks(entry)).Select(row => new TableOperation.Upsert(row, summary)));
        return await WriteWithCounterAsync(null, entry, operations, cancellationToken);
    }

    private async Task<bool> ReplaceAsync(EFacturaEntry before, EFacturaEntry after, string etag, CancellationToken cancellationToken)
    {
        var summary = CerniqJson.Write(EFacturaSummary.Of(after));
        var wanted = EFacturaRows.Lists(after).Concat(EFacturaRows.Marks(after)).ToHashSet(StringComparer.Ordinal);
        var left = EFacturaRows.Lists(before)
            .Concat(EFacturaRows.Marks(before))
            .Where(row => !wanted.Contains(row) && !EFacturaRows.IsForEver(row));
        var operations = new List<TableOperation> { new TableOperation.Replace(EFacturaRows.Doc(after.QueueId), CerniqJson.Write(after), etag) };
        operations.AddRange(left.Select(row => new TableOperation.Delete(row)));
        operations.AddRange(wanted.Select(row => new TableOperation.Upsert(row, summary)));
        operations.AddRange(EFacturaEvent.Between(before, after).Select(happened => new TableOperation.Upsert(happened.Row, CerniqJson.Write(happened))));
        return await WriteWithCounterAsync(before, after, operations, cancellationToken);
    }

    private async Task<bool> WriteWithCounterAsync(
        EFacturaEntry? before, EFacturaEntry after, List<TableOperation> operations, CancellationToken cancellationToken)
    {
        if (await EFacturaCounters.ChangeAsync(tables, before, after, cancellationToken) is { } count)
        {
            operations.Add(count);
        }

        return (await tables.WriteAsync(EFacturaRows.Table, after.Tenant, operations, cancellationToken)).Applied;
    }

    private async Task AuditAsync(EFacturaEntry? before, EFacturaEntry after, CancellationToken cancellationToken)
    {
        if (before?.Status == after.Status)
        {
            return;
        }

        var from = before is null ? "" : before.Status.Name() + " → ";
        await audit.AppendAsync(
            new AuditEntry(
                after.Tenant,
                after.Key.Subject,
                AuditKind.Transition,
                $"efactura {from}{after.Status.Name()}",
                "ok",
                after.CorrelationId,
                after.UpdatedAt,
                Actor: "SYSTEM",
                Detail: after.AnafIds.RemoteId is { } index ? $"index_incarcare={index}" : after.LastError),
            cancellationToken);
    }
}
