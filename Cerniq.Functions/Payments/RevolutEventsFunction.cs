using System.Text;
using Cerniq.Functions.Revolut;
using Cerniq.Functions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Payments;

/// <summary>Takes Revolut's events from the queue and has their transactions looked at.</summary>
public static class RevolutEventsFunction
{
    [Function("RevolutEvents")]
    public static Task Run(
        [ServiceBusTrigger(RevolutReceipts.Queue, Connection = "ServiceBus")] string message,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var received = CerniqJson.Read<ReceivedEvent>(Encoding.UTF8.GetBytes(message));

        // Payout links are not payments to us; their events are kept and need nothing done.
        return received.Event.StartsWith("Transaction", StringComparison.Ordinal)
            ? PaymentIntakeStarter.LookAtAsync(
                client, new TransactionKey(received.Tenant, received.TransactionId, received.CorrelationId), cancellationToken)
            : Task.CompletedTask;
    }
}
