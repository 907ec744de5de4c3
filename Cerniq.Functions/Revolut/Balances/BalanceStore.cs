using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Revolut.Balances;

/// <summary>Keeps balances and their history. One partition per tenant: <c>now|account</c>, <c>history|account|newest first</c>,
/// <c>total|currency|newest first</c>.</summary>
public sealed class BalanceStore(ITableStore tables)
{
    private const string Table = "balances";
    private const int AccountsPerWrite = 50;

    /// <summary>Writes what was read together; a reading written twice is one point of the history.</summary>
    public async Task WriteAsync(string tenant, IReadOnlyList<AccountBalance> balances, CancellationToken cancellationToken)
    {
        foreach (var some in balances.Chunk(AccountsPerWrite))
        {
            await tables.WriteAsync(Table, tenant, [.. some.SelectMany(Operations)], cancellationToken);
        }

        foreach (var some in CurrencyBalance.Of(balances).Chunk(AccountsPerWrite))
        {
            await tables.WriteAsync(
                Table,
                tenant,
                [.. some.Select(total => new TableOperation.Upsert(RowKey.Of("total", total.Currency, RowKey.Descending(total.SyncedAt)), CerniqJson.Write(total)))],
                cancellationToken);
        }
    }

    /// <summary>What each account held when it was last read.</summary>
    public async Task<IReadOnlyList<AccountBalance>> NowAsync(string tenant, CancellationToken cancellationToken) =>
        Read(await tables.QueryAsync(Table, tenant, TableRange.StartingWith(RowKey.Prefix("now"), 1000), cancellationToken));

    /// <summary>The history of one account, newest first.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    public Task<TablePage> HistoryAsync(
        string tenant, string accountId, DateTimeOffset from, DateTimeOffset to, int limit, string? continuation, CancellationToken cancellationToken) =>
        tables.QueryAsync(
            Table, tenant, RowKey.NewestFirst(RowKey.Of("history", accountId), from, to, limit, continuation), cancellationToken);

    /// <summary>The history of all accounts of a currency together, newest first.</summary>
    /// <inheritdoc cref="HistoryAsync"/>
    public Task<TablePage> CurrencyHistoryAsync(
        string tenant, string currency, DateTimeOffset from, DateTimeOffset to, int limit, string? continuation, CancellationToken cancellationToken) =>
        tables.QueryAsync(
            Table, tenant, RowKey.NewestFirst(RowKey.Of("total", currency), from, to, limit, continuation), cancellationToken);

    private static IEnumerable<TableOperation> Operations(AccountBalance balance)
    {
        var body = CerniqJson.Write(balance);
        yield return new TableOperation.Upsert(RowKey.Of("now", balance.AccountId), body);
        yield return new TableOperation.Upsert(
            RowKey.Of("history", balance.AccountId, RowKey.Descending(balance.SyncedAt)), body);
    }

    private static IReadOnlyList<AccountBalance> Read(TablePage page) =>
        [.. page.Rows.Select(row => CerniqJson.Read<AccountBalance>(row.Body))];
}
