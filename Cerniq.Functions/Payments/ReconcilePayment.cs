using System.Text.Json;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Payments;

/// <summary>Matches a recorded payment to its invoices, or puts it before a person with what is likely (B7).</summary>
public sealed class ReconcilePayment(
    PaymentStore payments,
    PaymentReconciler reconciler,
    LifecycleOutbox outbox,
    ApprovalStore approvals,
    IAuditSink audit,
    CerniqMetrics metrics,
    TimeProvider clock)
{
    /// <returns>The payment's reconciliation status.</returns>
    [Function(nameof(ReconcilePayment))]
    public async Task<string> Run(
        [ActivityTrigger] PaymentKey key, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var tenant = key.Transaction.Tenant;
        var payment = await payments.GetAsync(tenant, key.PaymentId, cancellationToken)
            ?? throw new InvalidOperationException($"There is no payment {key.PaymentId}.");
        using var scope = new CallScope(tenant, key.Transaction.Subject, payment.CorrelationId).Enter();
        var (settled, paid) = await reconciler.ReconcileAsync(payment, cancellationToken);
        if (settled.ReconciliationStatus == ReconciliationStatus.Investigation || settled.Mismatch is not null)
        {
            await approvals.OpenAsync(PaymentInvestigation.Of(settled, clock.GetUtcNow()), cancellationToken);
        }

        if (settled.ReconciliationStatus != payment.ReconciliationStatus)
        {
            metrics.Payments.Add(1, new("tenant_id", tenant), new("outcome", settled.ReconciliationStatus.ToString().ToUpperInvariant()));
            await AuditAsync(settled, cancellationToken);
        }

        foreach (var message in paid)
        {
            await outbox.DeliverAsync(client, message, cancellationToken);
        }

        return settled.ReconciliationStatus.ToString();
    }

    private Task AuditAsync(Payment payment, CancellationToken cancellationToken) =>
        audit.AppendAsync(
            new AuditEntry(
                payment.Tenant,
                $"payment/{payment.ExternalId}",
                AuditKind.Decision,
                $"payment {payment.ReconciliationStatus}",
                "ok",
                payment.CorrelationId,
                clock.GetUtcNow(),
                Actor: "SYSTEM",
                Detail: payment.ReconciliationReason),
            cancellationToken);
}

/// <summary>The task that puts a payment before a person.</summary>
public static class PaymentInvestigation
{
    public static string IdOf(string tenant, string paymentId) => DeterministicId.Of("investigation", tenant, paymentId);

    public static Approval Of(Payment payment, DateTimeOffset now) => new()
    {
        Tenant = payment.Tenant,
        Id = IdOf(payment.Tenant, payment.PaymentId),
        Kind = ApprovalKind.PaymentInvestigation,
        Title = $"Payment of {Currencies.Text(payment.Amount, payment.Currency)}: {payment.ReconciliationReason}",
        Details = JsonSerializer.SerializeToElement(
            new
            {
                Reason = payment.Mismatch is null ? "NO_CERTAIN_MATCH" : "VALIDATION_MISMATCH",
                payment.PaymentId,
                TransactionId = payment.ExternalId,
                payment.Amount,
                payment.Currency,
                payment.Mismatch?.Expected,
                payment.Mismatch?.Actual,
                payment.ReconciliationReason,
                payment.Proposals,
            },
            CerniqJson.Options),
        CorrelationId = payment.CorrelationId,
        CreatedAt = now,
    };
}
