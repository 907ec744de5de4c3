using Cerniq.Functions.Oblio;
using Cerniq.Functions.Operations;

namespace Cerniq.Functions.Payments;

/// <summary>Takes back what a reverted transaction had paid, and tells people.</summary>
public sealed class PaymentReversal(PaymentStore payments, InvoiceStore invoices, Alerts alerts)
{
    /// <summary>Opens again what the payment had closed. Does nothing when the payment was never recorded.</summary>
    public async Task ReverseAsync(string tenant, string paymentId, CancellationToken cancellationToken)
    {
        if (await payments.GetAsync(tenant, paymentId, cancellationToken) is not { } payment)
        {
            return;
        }

        foreach (var match in payment.Matches)
        {
            await invoices.UpdateAsync(
                tenant,
                match.InvoiceId,
                i => i with { Allocations = [.. i.Allocations.Where(a => !string.Equals(a.PaymentId, paymentId, StringComparison.Ordinal))] },
                cancellationToken);
        }

        await payments.UpdateAsync(
            tenant,
            paymentId,
            p => p with
            {
                Status = "REVERTED",
                Matches = [],
                ReconciliationStatus = ReconciliationStatus.Investigation,
                ReconciliationReason = "Revolut reverted the transaction",
            },
            cancellationToken);
        await alerts.RaiseAsync(
            tenant,
            new AlertNotice(
                $"payment-reverted/{paymentId}",
                "payment_reverted",
                AlertSeverity.Critical,
                $"Revolut reverted a payment of {payment.Amount:0.00} {payment.Currency}",
                "The invoices it had paid are open again. Ask the client to pay anew.",
                $"payment/{payment.ExternalId}"),
            cancellationToken);
    }
}
