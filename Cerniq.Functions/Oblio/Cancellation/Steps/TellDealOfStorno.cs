using Cerniq.Functions.Lifecycle;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>→ DEAD when nothing of the invoice is left; PAID when what is left was paid already.</summary>
public sealed class TellDealOfStorno(
    CancellationStore cancellations, InvoiceStore invoices, NegotiationStore deals, LifecycleOutbox outbox, TimeProvider clock)
{
    /// <returns>The deal's state.</returns>
    [Function(nameof(TellDealOfStorno))]
    public async Task<string> Run(
        [ActivityTrigger] CancellationKey key, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var cancellation = await cancellations.RequireAsync(key, cancellationToken);
        var invoice = await invoices.RequireAsync(key.Tenant, key.InvoiceId, cancellationToken);
        if (string.Equals(invoice.Status, "CANCELLED", StringComparison.Ordinal))
        {
            await EndAsync(cancellation, cancellationToken);
        }

        LifecycleMessage? news = null;
        var deal = await deals.UpdateAsync(
            key.Tenant,
            cancellation.NegotiationId,
            d => News(d, cancellation, invoice) is null ? null : d,
            d => news = News(d, cancellation, invoice),
            cancellationToken);
        if (news is not null)
        {
            await outbox.DeliverAsync(client, news, cancellationToken);
        }

        return deal.State.Name();
    }

    private Task<Negotiation> EndAsync(CancellationRecord cancellation, CancellationToken cancellationToken)
    {
        var details = cancellation.Details;
        return deals.MoveAsync(
            cancellation.Tenant,
            cancellation.NegotiationId,
            new TransitionRequest(
                NegotiationState.Dead,
                "oblio:invoice:cancel",
                details.RequestedBy!.Value.Name(),
                TransitionMetadata.Of(
                    ("stornoInvoiceId", cancellation.Result!.StornoInvoiceId),
                    ("reasonCode", details.ReasonCode!.Value.Name()),
                    ("requestedByUserId", details.RequestedByUserId))),
            deal => deal with { DeadReason = $"Invoice cancelled: {details.ReasonCode!.Value.Name()}" },
            cancellationToken);
    }

    private LifecycleMessage? News(Negotiation deal, CancellationRecord cancellation, InvoiceRecord invoice)
    {
        var now = clock.GetUtcNow();
        if (deal.State == NegotiationState.Dead)
        {
            return LifecycleMessage.Event(deal, LifecycleEvents.InvoiceCancelled, cancellation.CancellationId, now);
        }

        return InvoicePaid.Of(invoice) is { } paid && deal.State != NegotiationState.Paid
            ? LifecycleMessage.Event(deal, LifecycleEvents.InvoicePaid, paid, now)
            : null;
    }
}
