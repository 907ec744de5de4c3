using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>Keeps cancellations. One partition per tenant: <c>invoice|invoice id|cancellation id</c>.</summary>
public sealed class CancellationStore(ITableStore tables, TimeProvider clock)
{
    private const string Table = "cancellations";

    /// <summary>Stores a new cancellation.</summary>
    /// <returns>The one on record, which is another's when the id was taken.</returns>
    public async Task<CancellationRecord> AddAsync(CancellationRecord cancellation, CancellationToken cancellationToken)
    {
        await tables.WriteAsync(
            Table,
            cancellation.Tenant,
            [new TableOperation.Insert(Row(cancellation.Key), CerniqJson.Write(cancellation))],
            cancellationToken);
        return await RequireAsync(cancellation.Key, cancellationToken);
    }

    public async Task<CancellationRecord?> GetAsync(CancellationKey key, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, key.Tenant, Row(key), cancellationToken) is { } row
            ? CerniqJson.Read<CancellationRecord>(row.Body)
            : null;

    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async Task<CancellationRecord> RequireAsync(CancellationKey key, CancellationToken cancellationToken) =>
        await GetAsync(key, cancellationToken) ?? throw new InvalidOperationException($"There is no cancellation {key.CancellationId}.");

    /// <summary>All cancellations of one invoice.</summary>
    public async Task<IReadOnlyList<CancellationRecord>> OfInvoiceAsync(string tenant, string invoiceId, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(
            Table, tenant, TableRange.StartingWith(RowKey.Prefix("invoice", invoiceId), 1000), cancellationToken);
        return [.. page.Rows.Select(row => CerniqJson.Read<CancellationRecord>(row.Body)).OrderBy(found => found.CreatedAt)];
    }

    public async Task<CancellationRecord> UpdateAsync(
        CancellationKey key, Func<CancellationRecord, CancellationRecord> change, CancellationToken cancellationToken)
    {
        await foreach (var _ in Races.TriesAsync(cancellationToken))
        {
            var row = await tables.GetAsync(Table, key.Tenant, Row(key), cancellationToken)
                ?? throw new InvalidOperationException($"There is no cancellation {key.CancellationId}.");
            var after = change(CerniqJson.Read<CancellationRecord>(row.Body)) with { UpdatedAt = clock.GetUtcNow() };
            var written = await tables.WriteAsync(
                Table, key.Tenant, [new TableOperation.Replace(row.Row, CerniqJson.Write(after), row.ETag)], cancellationToken);
            if (written.Applied)
            {
                return after;
            }
        }

        throw new TimeoutException($"Cancellation {key.CancellationId} kept changing; the update was given up.");
    }

    private static string Row(CancellationKey key) => RowKey.Of("invoice", key.InvoiceId, key.CancellationId);
}
