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
    public async Task<TransactionClaim?> OfAsync(string tenant, string transactionId, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, tenant, RowKey.Of(transactionId), cancellationToken) is { } row
            ? new TransactionClaim(CerniqJson.Read<ClaimedMoney>(row.Body), row.ETag)
            : null;

    /// <summary>The transaction is at its end and the claim was compared. One that came meanwhile stays, for the look that it causes.</summary>
    public Task ForgetAsync(string tenant, string transactionId, TransactionClaim compared, CancellationToken cancellationToken) =>
        tables.WriteAsync(Table, tenant, [new TableOperation.Delete(RowKey.Of(transactionId), compared.ETag)], cancellationToken);
}

/// <summary>A claim as it was read.</summary>
public sealed record TransactionClaim(ClaimedMoney Money, string ETag);
