using Cerniq.Functions.Revolut;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Payments;

/// <summary>Takes Revolut's events from the queue and has their transactions looked at.</summary>
public sealed class RevolutEventsFunction(RevolutReceipts receipts, TransactionClaims claims, MoneyMetrics metrics, TimeProvider clock)
{
    private const int AtOnce = 8;

    [Function("RevolutEvents")]
    public async Task Run(
        [ServiceBusTrigger(RevolutReceipts.Queue, Connection = "ServiceBus")] string message,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var group = await receipts.WithoutKnownAsync(EventGroup.Read(message), cancellationToken);
        if (group.Events.Count == 0)
        {
            return;
        }

        await claims.KeepAsync(group, cancellationToken);

        // However many events of a transaction came together: one look sees what all of them led to.
        var transactions = group.Events
            .Where(e => e.IsOfTransaction)
            .DistinctBy(e => (e.Tenant, e.TransactionId))
            .Select(e => new TransactionKey(e.Tenant, e.TransactionId, e.CorrelationId));
        await Parallel.ForEachAsync(
            transactions,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (key, stop) => await PaymentIntakeStarter.LookAtAsync(client, key, stop));

        metrics.SeenSeconds.Record((clock.GetUtcNow() - group.Events[0].ReceivedAt).TotalSeconds);

        // Last: events without a receipt are handed out again and looked at again, which does no harm.
        await receipts.WriteAsync(group, cancellationToken);
    }
}
