using System.Text;
using Cerniq.Functions.Revolut;
using Cerniq.Functions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Payments;

/// <summary>Takes Revolut's events from the queue and has their transactions looked at.</summary>
public sealed class RevolutEventsFunction(RevolutReceipts receipts)
{
    [Function("RevolutEvents")]
    public async Task Run(
        [ServiceBusTrigger(RevolutReceipts.Queue, Connection = "ServiceBus")] string message,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var queued = CerniqJson.Read<QueuedEvent>(Encoding.UTF8.GetBytes(message));
        if (await receipts.IsKnownAsync(queued.Received, cancellationToken))
        {
            return;
        }

        await LookAtAsync(client, queued.Received, cancellationToken);

        // Last: an event without a receipt is handed out again and looked at again, which does no harm.
        await receipts.WriteAsync(queued, cancellationToken);
    }

    /// <summary>Payout links are not payments to us; their events are kept and need nothing done.</summary>
    private static Task LookAtAsync(DurableTaskClient client, ReceivedEvent received, CancellationToken cancellationToken) =>
        received.Event.StartsWith("Transaction", StringComparison.Ordinal)
            ? PaymentIntakeStarter.LookAtAsync(
                client, new TransactionKey(received.Tenant, received.TransactionId, received.CorrelationId), cancellationToken)
            : Task.CompletedTask;
}
