using Cerniq.Functions.Oblio;
using Cerniq.Functions.Services;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Lifecycle;

/// <summary>→ PAID: the matched payments reach the invoice's total. Money that is gone again by now does not count.</summary>
public sealed class MarkPaid(NegotiationStore deals, InvoiceStore invoices, DealReopening reopening)
{
    /// <returns>The deal's state.</returns>
    [Function(nameof(MarkPaid))]
    public async Task<string> Run(
        [ActivityTrigger] PaidDeal paid, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var deal = paid.Deal;
        var known = await deals.RequireAsync(deal.Tenant, deal.NegotiationId, cancellationToken);
        if (known.OrchestrationId != (paid.InstanceId ?? LifecycleMessage.InstanceIdOf(deal.Tenant, deal.NegotiationId)))
        {
            return known.State.Name(); // said before a crash, and another orchestration waits by now
        }

        var invoice = await invoices.RequireAsync(deal.Tenant, paid.Payment.InvoiceId, cancellationToken);
        if (invoice.OpenAmount > 0)
        {
            return (await reopening.WaitOnAsync(client, known, invoice.InvoiceId, cancellationToken)).State.Name();
        }

        if (await reopening.WaitForFilingAsync(client, known, cancellationToken) is { } filed)
        {
            return filed.State.Name();
        }

        // Before the move: whoever takes money away after it raises the alert anew.
        await reopening.CalmAsync(deal.Tenant, invoice.InvoiceId, cancellationToken);
        var payment = InvoicePaid.Of(invoice) ?? paid.Payment; // it may be another one than that of which was told
        await deals.MoveAsync(
            deal.Tenant,
            deal.NegotiationId,
            new TransitionRequest(
                NegotiationState.Paid,
                "payment:reconcile",
                Metadata: TransitionMetadata.Of(
                    ("paymentId", payment.PaymentId),
                    ("amount", Currencies.Number(payment.Amount, payment.Currency)),
                    ("currency", payment.Currency)),
                UnlessDead: true),
            change: null,
            cancellationToken);
        var settled = await reopening.ReopenIfOwedAsync(
            client, deal.Tenant, invoice.InvoiceId, new MoneyGone("PAYMENT_REVERTED", payment.PaymentId), cancellationToken);
        return settled.State.Name();
    }
}
