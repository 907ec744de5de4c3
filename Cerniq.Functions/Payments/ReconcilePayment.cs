using System.Text.Json;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Payments;

/// <summary>Matches a recorded payment to its invoice, or puts it before a person (B7).</summary>
public sealed class ReconcilePayment(
    PaymentStore payments,
    PaymentReconciler reconciler,
    InvoiceStore invoices,
    LifecycleOutbox outbox,
    ApprovalStore approvals,
    IAuditSink audit,
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
        var series = await invoices.SeriesAsync(tenant, cancellationToken);
        var (settled, paid) = await reconciler.MatchByReferenceAsync(payment, series, cancellationToken);
        if (settled.ReconciliationStatus == ReconciliationStatus.Investigation)
        {
            await AskAsync(settled, cancellationToken);
        }

        await AuditAsync(settled, cancellationToken);
        if (paid is not null)
        {
            await outbox.DeliverAsync(client, paid, cancellationToken);
        }

        return settled.ReconciliationStatus.ToString();
    }

    private Task<Approval> AskAsync(Payment payment, CancellationToken cancellationToken) =>
        approvals.OpenAsync(
            new Approval
            {
                Tenant = payment.Tenant,
                Id = DeterministicId.Of("investigation", payment.Tenant, payment.PaymentId),
                Kind = ApprovalKind.PaymentInvestigation,
                Title = $"Payment of {payment.Amount:0.00} {payment.Currency} fits no invoice: {payment.ReconciliationReason}",
                Details = JsonSerializer.SerializeToElement(
                    new { payment.PaymentId, payment.Amount, payment.Currency, payment.ReconciliationReason }, CerniqJson.Options),
                CorrelationId = payment.CorrelationId,
                CreatedAt = clock.GetUtcNow(),
            },
            cancellationToken);

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
