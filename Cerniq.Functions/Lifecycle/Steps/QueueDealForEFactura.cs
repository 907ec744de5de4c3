using Cerniq.Functions.EFactura;
using Cerniq.Functions.Oblio;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Lifecycle;

/// <summary>INVOICED or EINVOICE_REJECTED → EINVOICE_PENDING, with an entry in the e-Factura queue; or nothing, where no
/// e-Factura is owed.</summary>
public sealed class QueueDealForEFactura(NegotiationStore deals, InvoiceStore invoices, EFacturaQueue queue)
{
    [Function(nameof(QueueDealForEFactura))]
    public async Task<QueuedFiling> Run([ActivityTrigger] DealFiling filing, CancellationToken cancellationToken)
    {
        var key = filing.Deal;
        var invoice = await invoices.RequireAsync(key.Tenant, InvoiceIds.Of(key), cancellationToken);
        var queued = await queue.EnqueueInvoiceAsync(invoice, key.NegotiationId, filing.Attempt, cancellationToken);
        var queueId = queued.QueueId;
        if (queued.OutOfScope is { } reason)
        {
            // The deal goes on without; whoever wants it filed by hand finds the draft there.
            await ShowAsync(key, queueId, cancellationToken);
            return new QueuedFiling(null, reason);
        }

        await deals.MoveAsync(
            key.Tenant,
            key.NegotiationId,
            FilingMoves.Pending(queueId),
            deal => deal with { EFacturaQueueId = queueId },
            cancellationToken);

        // A deal that died meanwhile is not moved; its invoice was issued all the same, and ANAF has to hear of it.
        await ShowAsync(key, queueId, cancellationToken);
        await invoices.UpdateAsync(
            key.Tenant,
            invoice.InvoiceId,
            i => i with { EfacturaTriggered = true, EfacturaJobId = queueId.ToString() },
            cancellationToken);
        return new QueuedFiling(queueId, null);
    }

    private async Task ShowAsync(DealKey key, long queueId, CancellationToken cancellationToken) =>
        await deals.UpdateAsync(
            key.Tenant,
            key.NegotiationId,
            deal => deal.EFacturaQueueId == queueId ? null : deal with { EFacturaQueueId = queueId },
            message: null,
            cancellationToken);
}
