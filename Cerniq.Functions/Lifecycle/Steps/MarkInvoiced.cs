using Cerniq.Functions.Oblio;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Lifecycle;

/// <summary>PROFORMA_ACCEPTED → INVOICED; the proforma counts as converted from then on.</summary>
public sealed class MarkInvoiced(NegotiationStore deals, InvoiceStore invoices)
{
    [Function(nameof(MarkInvoiced))]
    public async Task<string> Run([ActivityTrigger] DealKey key, CancellationToken cancellationToken)
    {
        var invoice = await invoices.RequireAsync(key.Tenant, InvoiceIds.Of(key), cancellationToken);
        var moved = await deals.MoveAsync(
            key.Tenant,
            key.NegotiationId,
            new TransitionRequest(
                NegotiationState.Invoiced,
                "oblio:invoice:create",
                Metadata: TransitionMetadata.Of(
                    ("invoiceId", invoice.InvoiceId),
                    ("oblioInvoiceId", invoice.OblioInvoiceId),
                    ("proformaId", invoice.FromProformaId)),
                UnlessDead: true),
            deal => deal with
            {
                InvoiceId = invoice.InvoiceId,
                Proforma = deal.Proforma is { } proforma ? proforma with { Status = "CONVERTED" } : null,
            },
            cancellationToken);
        return moved.State.Name();
    }
}
