using Cerniq.Functions.Approvals;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Payments.Refunds;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Payments;

/// <summary>Takes back what a reverted transaction had paid, and tells people.</summary>
public sealed class PaymentReversal(
    PaymentStore payments,
    InvoiceStore invoices,
    PaymentAllocator allocator,
    RefundStore refunds,
    ApprovalStore approvals,
    Alerts alerts,
    IAuditSink audit,
    MoneyMetrics metrics,
    TimeProvider clock)
{
    private const string Reverted = "REVERTED";

    /// <summary>Opens again what the payment had closed. Does nothing when the payment was never recorded. Safe to repeat.</summary>
    /// <returns>The payment, with what it had paid; null when there is none.</returns>
    public async Task<Payment?> ReverseAsync(string tenant, string paymentId, CancellationToken cancellationToken)
    {
        if (await payments.GetAsync(tenant, paymentId, cancellationToken) is not { } before)
        {
            return null;
        }

        // First of all it has nothing left to give, so that no match can slip in while its invoices are opened.
        var payment = await payments.UpdateAsync(
            tenant, paymentId, p => p.Status == Reverted ? null : p with { Status = Reverted, TakenBack = p.Matches }, cancellationToken);
        foreach (var match in payment.Matches)
        {
            await allocator.ReleaseAsync(payment, match.InvoiceId, cancellationToken);
        }

        await payments.UpdateAsync(
            tenant,
            paymentId,
            p => p with
            {
                Proposals = [],
                ReconciliationStatus = ReconciliationStatus.Reverted,
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
        await TellAsync(payment, cancellationToken);
        return payment;
    }

    /// <summary>The invoice is paid, whatever else its deal waits for: nobody need ask for the money any more, nor for what reverted payments
    /// had paid of it, once all is paid that they had.</summary>
    public async Task CalmAsync(string tenant, string invoiceId, CancellationToken cancellationToken)
    {
        await alerts.ResolveAsync(tenant, DealReopening.AlertKey(invoiceId), cancellationToken);
        foreach (var payment in await payments.OfInvoiceAsync(tenant, invoiceId, cancellationToken))
        {
            if (payment.IsReverted && await IsMadeGoodAsync(payment, cancellationToken))
            {
                await alerts.ResolveAsync(tenant, AlertKey(payment), cancellationToken);
            }
        }
    }

    /// <summary>True when all that it had paid is paid by others. Never when something of it was refunded: that money is lost.</summary>
    private async Task<bool> IsMadeGoodAsync(Payment payment, CancellationToken cancellationToken)
    {
        foreach (var match in payment.TakenBack)
        {
            if ((await invoices.RequireAsync(payment.Tenant, match.InvoiceId, cancellationToken)).OpenAmount > 0)
            {
                return false;
            }
        }

        return payment.TakenBack.Count > 0 && (await OwedAsync(payment, cancellationToken)).Refunded == 0;
    }

    private static string AlertKey(Payment payment) => $"payment-reverted/{payment.PaymentId}";

    /// <summary>What is owed again, and what of it went back to the client before.</summary>
    private async Task<OwedAgain> OwedAsync(Payment payment, CancellationToken cancellationToken)
    {
        var numbers = string.Join(", ", payment.TakenBack.Select(match => match.InvoiceNumber ?? match.InvoiceId));
        var refunded = payment.GivenBack.Sum(g => g.Amount);
        foreach (var match in payment.TakenBack)
        {
            refunded += await refunds.SumOfAsync(payment.Tenant, match.InvoiceId, cancellationToken);
        }

        return new OwedAgain(numbers, refunded);
    }

    private async Task TellAsync(Payment payment, CancellationToken cancellationToken)
    {
        var subject = $"payment/{payment.ExternalId}";
        var owed = await OwedAsync(payment, cancellationToken);
        await audit.AppendAsync(
            new AuditEntry(
                payment.Tenant, subject, AuditKind.Decision, "payment reverted", "ok", payment.CorrelationId, clock.GetUtcNow(),
                Actor: "SYSTEM", Detail: $"{payment.TakenBack.Count} invoices opened again"),
            cancellationToken);
        if (await IsMadeGoodAsync(payment, cancellationToken))
        {
            return; // looked at again, and paid anew by now
        }

        await alerts.RaiseAsync(
            payment.Tenant,
            new AlertNotice(
                AlertKey(payment),
                AlertKind.PaymentReverted,
                AlertSeverity.Critical,
                $"Revolut reverted a payment of {Currencies.Text(payment.Amount, payment.Currency)}",
                owed.Words,
                subject)
            {
                Facts = AlertFacts.Of(
                    ("amount", Currencies.Text(payment.Amount, payment.Currency)),
                    ("invoices", owed.Invoices),
                    ("refunded", owed.Refunded > 0 ? Currencies.Number(owed.Refunded, null) : null)),
            },
            cancellationToken);
        if (await IsMadeGoodAsync(payment, cancellationToken))
        {
            await alerts.ResolveAsync(payment.Tenant, AlertKey(payment), cancellationToken); // paid between the look and the alert
        }
    }

    /// <param name="Invoices">Their numbers; empty when it was matched to none.</param>
    /// <param name="Refunded">What of it went back to the client before.</param>
    private sealed record OwedAgain(string Invoices, decimal Refunded)
    {
        public string Words => this switch
        {
            { Refunded: > 0 } => $"{Owed} {Currencies.Number(Refunded, null)} was refunded to the client already, or is about to be: see that it is not lost.",
            { Invoices: "" } => Owed,
            _ => $"{Owed} Ask the client to pay anew.",
        };

        private string Owed => Invoices.Length == 0 ? "It was matched to no invoice." : $"Owed again: {Invoices}.";
    }
}
