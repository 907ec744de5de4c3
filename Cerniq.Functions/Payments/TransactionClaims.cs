using Cerniq.Functions.Revolut;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Payments;

/// <summary>What webhooks said of the money of transactions, until Revolut itself has been asked (worker 6). One partition per
/// tenant, a row per transaction.</summary>
public sealed class TransactionClaims(ITableStore tables)
{
    private const string Table = "revolutclaims";

    /// <summary>Keeps what a group's events claim; of several events of one transaction the last one's.</summary>
    public async Task KeepAsync(EventGroup group, CancellationToken cancellationToken)
    {
        foreach (var ofTenant in group.Events.Where(e => e is { Claimed: not null, IsOfTransaction: true }).GroupBy(e => e.Tenant, StringComparer.Ordinal))
        {
            await tables.WriteAsync(
                Table,
                ofTenant.Key,
                [.. ofTenant.GroupBy(e => e.TransactionId, StringComparer.Ordinal)
                    .Select(events => new TableOperation.Upsert(RowKey.Of(events.Key), CerniqJson.Write(events.Last().Claimed)))],
                cancellationToken);
        }
    }

    /// <summary>What was claimed of a transaction; null when nothing was, or it has been dealt with.</summary>
    public async Task<ClaimedMoney?> OfAsync(string tenant, string transactionId, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, tenant, RowKey.Of(transactionId), cancellationToken) is { } row
            ? CerniqJson.Read<ClaimedMoney>(row.Body)
            : null;

    /// <summary>The transaction is at its end and the claim was compared.</summary>
    public Task ForgetAsync(string tenant, string transactionId, CancellationToken cancellationToken) =>
        tables.WriteAsync(Table, tenant, [new TableOperation.Delete(RowKey.Of(transactionId))], cancellationToken);
}
