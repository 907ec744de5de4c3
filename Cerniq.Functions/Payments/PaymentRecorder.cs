using System.Text.Json;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Revolut;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Payments;

/// <summary>Records what came in, once (worker 3), and compares it with what the webhook said (worker 6).</summary>
public sealed class PaymentRecorder(
    PaymentStore payments, TransactionClaims claims, IAuditSink audit, MoneyMetrics metrics, TimeProvider clock)
{
    /// <returns>The payment as it is on record.</returns>
    public async Task<Payment> RecordAsync(
        TransactionKey key, RevolutTransaction transaction, IncomingPayment incoming, CancellationToken cancellationToken)
    {
        var claimed = await claims.OfAsync(key.Tenant, key.TransactionId, cancellationToken);
        var mine = New(key, transaction, incoming) with { Mismatch = Compare(claimed?.Money, incoming) };
        var recorded = await payments.RecordAsync(mine, cancellationToken);
        if (ReferenceEquals(recorded, mine))
        {
            await NoteAsync(mine, cancellationToken);
        }
        else if (mine.Mismatch is { } late && recorded.Mismatch is null)
        {
            // The claim came after the payment was recorded from another event: people learn of it all the same.
            recorded = await payments.UpdateAsync(key.Tenant, recorded.PaymentId, p => p with { Mismatch = late }, cancellationToken);
        }

        if (recorded.Mismatch is not null && recorded.Mismatch == mine.Mismatch)
        {
            metrics.Mismatches.Add(1, new KeyValuePair<string, object?>("tenant_id", key.Tenant));
        }

        if (claimed is not null)
        {
            await claims.ForgetAsync(key.Tenant, key.TransactionId, claimed, cancellationToken);
        }

        return recorded;
    }

    private static ValidationMismatch? Compare(ClaimedMoney? claimed, IncomingPayment actual) =>
        claimed is null || (claimed.Amount == actual.Amount && claimed.Currency == actual.Currency)
            ? null
            : new ValidationMismatch(claimed, new ClaimedMoney(actual.Amount, actual.Currency));

    private Payment New(TransactionKey key, RevolutTransaction transaction, IncomingPayment incoming) => new()
    {
        Tenant = key.Tenant,
        PaymentId = PaymentIds.Of(key.Tenant, key.TransactionId),
        ExternalId = key.TransactionId,
        Amount = incoming.Amount,
        Currency = incoming.Currency,
        CounterpartyName = incoming.CounterpartyName,
        CounterpartyAccount = incoming.CounterpartyAccount,
        Description = incoming.Description,
        Reference = incoming.Reference,
        TransactionDate = incoming.At,
        RecordedAt = clock.GetUtcNow(),
        RawPayload = JsonSerializer.SerializeToElement(transaction, RevolutJson.Default.RevolutTransaction),
        CorrelationId = key.CorrelationId,
    };

    private Task NoteAsync(Payment payment, CancellationToken cancellationToken)
    {
        metrics.Recorded.Add(1, new("tenant_id", payment.Tenant), new("currency", payment.Currency));
        metrics.RecordedAmount.Add((double)payment.Amount, new("tenant_id", payment.Tenant), new("currency", payment.Currency));
        return audit.AppendAsync(
            new AuditEntry(
                payment.Tenant,
                $"payment/{payment.ExternalId}",
                AuditKind.Decision,
                "PAYMENT_RECEIVED",
                "ok",
                payment.CorrelationId,
                clock.GetUtcNow(),
                Actor: "SYSTEM",
                Detail: $"{Currencies.Text(payment.Amount, payment.Currency)} by {payment.ExternalSource}"),
            cancellationToken);
    }
}
