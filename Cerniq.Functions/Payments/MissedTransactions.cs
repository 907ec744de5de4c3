using Cerniq.Functions.Payments.Refunds;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Payments;

/// <summary>Compares Revolut's transactions with what is on record, and has those looked at that differ.</summary>
/// <remarks>Revolut lists transactions by when they were made, and one may complete or be reverted long after. So the latest are
/// read often and older ones ever more seldom, all within its sixty calls a minute.</remarks>
public sealed class MissedTransactions(
    RevolutClients clients,
    TenantConnections connections,
    PaymentStore payments,
    RefundStore refunds,
    ITableStore tables,
    MoneyMetrics metrics,
    TimeProvider clock)
{
    private const string Table = "revolutcursor";

    /// <summary>How far back a tenant's first look goes; nothing older is ever taken in.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromDays(7);

    private static readonly Pass[] Passes =
    [
        new("transactions", Every: TimeSpan.Zero, Overlap: TimeSpan.FromMinutes(15)),
        new("transactions-hourly", Every: TimeSpan.FromHours(1), Overlap: TimeSpan.FromDays(1)),
        new("transactions-daily", Every: TimeSpan.FromDays(1), Overlap: TimeSpan.FromDays(30)),
    ];

    public async Task LookAsync(DurableTaskClient client, string tenant, string correlationId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var begun = await BegunAsync(tenant, now, cancellationToken);
        foreach (var pass in Passes)
        {
            var last = await CursorAsync(tenant, pass.Row, cancellationToken);
            if (last is { } before && now - before < pass.Every)
            {
                continue;
            }

            var since = (last ?? begun) - pass.Overlap;
            await LookSinceAsync(client, tenant, since > begun ? since : begun, correlationId, cancellationToken);
            await tables.WriteAsync(Table, tenant, [new TableOperation.Upsert(pass.Row, CerniqJson.Write(now))], cancellationToken);
        }
    }

    private async Task LookSinceAsync(
        DurableTaskClient client, string tenant, DateTimeOffset since, string correlationId, CancellationToken cancellationToken)
    {
        var revolut = clients.For(tenant, await connections.RevolutAsync(tenant, cancellationToken));
        await foreach (var transaction in revolut.ListTransactionsAsync(since, to: null, cancellationToken))
        {
            if (await IsNewsAsync(tenant, transaction, cancellationToken))
            {
                metrics.FoundMissing.Add(1, new("tenant_id", tenant), new("source", "transactions"));
                await PaymentIntakeStarter.LookAtAsync(client, new TransactionKey(tenant, transaction.Id, correlationId), cancellationToken);
            }
        }
    }

    /// <summary>What our books do not say yet. One that is pending is looked at when it has been completed.</summary>
    private async Task<bool> IsNewsAsync(string tenant, RevolutTransaction transaction, CancellationToken cancellationToken) =>
        TransactionKinds.Of(transaction) switch
        {
            TransactionKind.Incoming => await IsNewPaymentAsync(tenant, transaction, cancellationToken),
            TransactionKind.Outgoing => await refunds.OfTransactionAsync(tenant, transaction.Id, cancellationToken) is { } refund
                && RefundProgress.IsNews(refund, RefundProgress.StatusOf(transaction.State), transaction.State),
            _ => false,
        };

    private async Task<bool> IsNewPaymentAsync(string tenant, RevolutTransaction transaction, CancellationToken cancellationToken)
    {
        if (transaction.State is "created" or "pending")
        {
            return false;
        }

        var known = await payments.GetAsync(tenant, PaymentIds.Of(tenant, transaction.Id), cancellationToken);
        return transaction.State == "completed"
            ? known is null or { ReconciliationStatus: ReconciliationStatus.Pending }
            : known is { IsReverted: false };
    }

    /// <summary>The moment from which on this tenant's transactions are ours to know.</summary>
    private async Task<DateTimeOffset> BegunAsync(string tenant, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string Row = "begun";
        if (await CursorAsync(tenant, Row, cancellationToken) is { } known)
        {
            return known;
        }

        var begun = now - FirstLook;
        await tables.WriteAsync(Table, tenant, [new TableOperation.Insert(Row, CerniqJson.Write(begun))], cancellationToken);
        return begun;
    }

    private async Task<DateTimeOffset?> CursorAsync(string tenant, string row, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, tenant, row, cancellationToken) is { } stored ? CerniqJson.Read<DateTimeOffset>(stored.Body) : null;

    private sealed record Pass(string Row, TimeSpan Every, TimeSpan Overlap);
}
