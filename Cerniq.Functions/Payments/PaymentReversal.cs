using Cerniq.Functions.Approvals;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Operations;

namespace Cerniq.Functions.Payments;

/// <summary>Takes back what a reverted transaction had paid, and tells people.</summary>
public sealed class PaymentReversal(
    PaymentStore payments,
    PaymentAllocator allocator,
    ApprovalStore approvals,
    Alerts alerts,
    IAuditSink audit,
    MoneyMetrics metrics,
    TimeProvider clock)
{
    private const string Reverted = "REVERTED";

    /// <summary>Opens again what the payment had closed. Does nothing when the payment was never recorded.</summary>
    public async Task ReverseAsync(string tenant, string paymentId, CancellationToken cancellationToken)
    {
        if (await payments.GetAsync(tenant, paymentId, cancellationToken) is not { } before)
        {
            return;
        }

        // First of all it has nothing left to give, so that no match can slip in while its invoices are opened.
        var payment = await payments.UpdateAsync(
            tenant, paymentId, p => p.Status == Reverted ? null : p with { Status = Reverted }, cancellationToken);
        var opened = payment.Matches;
        foreach (var match in opened)
        {
            await allocator.ReleaseAsync(payment, match.InvoiceId, cancellationToken);
        }

        await payments.UpdateAsync(
            tenant,
            paymentId,
            p => p with
            {
                Proposals = [],
                ReconciliationStatus = ReconciliationStatus.Investigation,
                ReconciliationReason = "Revolut reverted the transaction",
            },
            cancellationToken);
        if (before.Status != Reverted)
        {
            metrics.Reverted.Add(1, new KeyValuePair<string, object?>("tenant_id", tenant));
        }

        // Nobody need look any more for what it was meant to pay.
        await approvals.SettleAsync(
            tenant, PaymentInvestigation.IdOf(tenant, paymentId), ApprovalStatus.Done, "SYSTEM", "Revolut reverted the transaction", cancellationToken);
        await TellAsync(payment, opened.Count, cancellationToken);
    }

    private async Task TellAsync(Payment payment, int opened, CancellationToken cancellationToken)
    {
        var subject = $"payment/{payment.ExternalId}";
        await audit.AppendAsync(
            new AuditEntry(
                payment.Tenant, subject, AuditKind.Decision, "payment reverted", "ok", payment.CorrelationId, clock.GetUtcNow(),
                Actor: "SYSTEM", Detail: $"{opened} invoices opened again"),
            cancellationToken);
        await alerts.RaiseAsync(
            payment.Tenant,
            new AlertNotice(
                $"payment-reverted/{payment.PaymentId}",
                AlertKind.PaymentReverted,
                AlertSeverity.Critical,
                $"Revolut reverted a payment of {payment.Amount:0.00} {payment.Currency}",
                "The invoices it had paid are open again. Ask the client to pay anew.",
                subject)
            {
                Facts = AlertFacts.Of(("amount", $"{payment.Amount:0.00}"), ("currency", payment.Currency)),
            },
            cancellationToken);
    }
}
