using Cerniq.Functions.Audit;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Payments.Refunds;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Payments;

/// <summary>Reads a transaction from Revolut, the source of truth, and records it once if it is money that came in (workers 2, 3, 6).</summary>
public sealed class RecordTransaction(
    RevolutClients clients,
    TenantConnections connections,
    PaymentRecorder recorder,
    PaymentReversal reversal,
    DealReopening reopening,
    RefundProgress refunds,
    RevolutTrouble trouble)
{
    [Function(nameof(RecordTransaction))]
    public async Task<TransactionSeen> Run(
        [ActivityTrigger] TransactionKey key, [DurableClient] DurableTaskClient durable, CancellationToken cancellationToken)
    {
        using var scope = new CallScope(key.Tenant, key.Subject, key.CorrelationId).Enter();
        var client = clients.For(key.Tenant, await connections.RevolutAsync(key.Tenant, cancellationToken));
        var transaction = await client.GetTransactionAsync(key.TransactionId, cancellationToken);
        if (transaction is not null && await refunds.NoteAsync(key.Tenant, transaction, cancellationToken))
        {
            return new TransactionSeen(null, IsPending: false, "REFUND");
        }

        switch (transaction?.State)
        {
            case null:
                await trouble.StrangeAsync(key, cancellationToken);
                return new TransactionSeen(null, IsPending: false, "UNKNOWN_TO_REVOLUT");
            case "created" or "pending":
                return new TransactionSeen(null, IsPending: true, "PENDING");
            case "reverted" or "failed" or "declined":
                await ReverseAsync(durable, key, cancellationToken);
                return new TransactionSeen(null, IsPending: false, transaction.State.ToUpperInvariant());
            case "completed" when IncomingPayment.From(transaction) is { } incoming:
                var recorded = await recorder.RecordAsync(key, transaction, incoming, cancellationToken);
                return new TransactionSeen(recorded.PaymentId, IsPending: false, "RECORDED");
            case "completed":
                return new TransactionSeen(null, IsPending: false, $"NOT_INCOMING: {TransactionKinds.Of(transaction)}");
            default:
                return new TransactionSeen(null, IsPending: false, transaction.State.ToUpperInvariant());
        }
    }

    /// <summary>Whatever it had paid is owed again: invoices, and the deals that count as paid.</summary>
    private async Task ReverseAsync(DurableTaskClient durable, TransactionKey key, CancellationToken cancellationToken)
    {
        var payment = await reversal.ReverseAsync(key.Tenant, PaymentIds.Of(key.Tenant, key.TransactionId), cancellationToken);
        foreach (var match in payment?.TakenBack ?? [])
        {
            await reopening.ReopenIfOwedAsync(
                durable, key.Tenant, match.InvoiceId, new MoneyGone("PAYMENT_REVERTED", payment!.PaymentId), cancellationToken);
        }
    }
}

/// <summary>Ids of payments: the same for the same transaction.</summary>
public static class PaymentIds
{
    public static string Of(string tenant, string transactionId) => DeterministicId.Of("payment", tenant, "REVOLUT", transactionId);
}
