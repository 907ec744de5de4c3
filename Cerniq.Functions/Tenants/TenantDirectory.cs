using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Tenants;

/// <summary>Which tenants there are.</summary>
public sealed class TenantDirectory(ITableStore tables, TimeProvider clock)
{
    private const string Table = "tenants";
    private const string Everyone = "all";

    public async Task<bool> ExistsAsync(string tenant, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, Everyone, RowKey.Of(tenant), cancellationToken) is not null;

    /// <summary>Enters a tenant unless it is known.</summary>
    /// <returns>True when it is new.</returns>
    /// <exception cref="ArgumentException">No name for a tenant.</exception>
    public async Task<bool> AddAsync(string tenant, CancellationToken cancellationToken)
    {
        if (!TenantId.IsValid(tenant))
        {
            throw new ArgumentException($"«{tenant}» is no name for a tenant.", nameof(tenant));
        }

        var entry = new TenantRecord(tenant, clock.GetUtcNow());
        var written = await tables.WriteAsync(
            Table, Everyone, [new TableOperation.Insert(RowKey.Of(tenant), CerniqJson.Write(entry))], cancellationToken);
        return written.Applied;
    }

    /// <summary>All tenants by name, read page by page as they are asked for.</summary>
    public async IAsyncEnumerable<string> ListAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await tables.QueryAsync(Table, Everyone, new TableRange(null, null, 200, continuation), cancellationToken);
            foreach (var row in page.Rows)
            {
                yield return CerniqJson.Read<TenantRecord>(row.Body).Tenant;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    private sealed record TenantRecord(string Tenant, DateTimeOffset CreatedAt);
}
