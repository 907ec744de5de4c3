using Cerniq.Functions.Approvals;
using Cerniq.Functions.Economic;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Lifecycle;

/// <summary>Puts together what the capabilities know of a deal. Each keeps its own records; nothing is stored twice.</summary>
public sealed class NegotiationViewer(
    NegotiationStore deals,
    InvoiceStore invoices,
    EFacturaStore filings,
    EconomicUploadStore uploads,
    PaymentStore payments,
    ApprovalStore approvals,
    IBlobStore blobs)
{
    private static readonly TimeSpan LinkLife = TimeSpan.FromHours(1);

    /// <summary>The whole deal, or null when there is none.</summary>
    public async Task<NegotiationView?> ViewAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        if (await deals.GetAsync(tenant, id, cancellationToken) is not { } deal)
        {
            return null;
        }

        var invoice = deal.InvoiceId is { } invoiceId ? await invoices.GetAsync(tenant, invoiceId, cancellationToken) : null;
        return new NegotiationView(
            deal.Id,
            deal.State,
            deal.Client,
            deal.Validation,
            WithLink(deal.Proforma),
            WithLink(invoice),
            await StornosAsync(invoice, cancellationToken),
            await FilingAsync(deal, cancellationToken),
            invoice is null ? [] : await uploads.OfInvoiceAsync(tenant, invoice.InvoiceId, cancellationToken),
            invoice is null ? [] : await payments.OfInvoiceAsync(tenant, invoice.InvoiceId, cancellationToken),
            await approvals.OfDealAsync(tenant, id, cancellationToken),
            await deals.HistoryAsync(tenant, id, cancellationToken),
            deal.OrchestrationId,
            deal.CorrelationId,
            deal.DeadReason,
            deal.CreatedAt,
            deal.UpdatedAt);
    }

    /// <summary>The invoice with a link to its PDF that works for an hour.</summary>
    public InvoiceRecord? WithLink(InvoiceRecord? invoice) => invoice is { PdfStoragePath: { } path }
        ? invoice with { PdfUrl = blobs.SignedReadUrl(path, LinkLife).OriginalString }
        : invoice;

    private ProformaRecord? WithLink(ProformaRecord? proforma) => proforma is { PdfStoragePath: { } path }
        ? proforma with { PdfUrl = blobs.SignedReadUrl(path, LinkLife).OriginalString }
        : proforma;

    private async Task<IReadOnlyList<InvoiceRecord>> StornosAsync(InvoiceRecord? invoice, CancellationToken cancellationToken)
    {
        var stornos = new List<InvoiceRecord>();
        foreach (var part in invoice?.Cancellations.Where(c => c.IsIssued) ?? [])
        {
            var storno = await invoices.GetAsync(invoice!.Tenant, part.StornoInvoiceId!, cancellationToken);
            stornos.Add(WithLink(storno)!);
        }

        return stornos;
    }

    private async Task<EFacturaView?> FilingAsync(Negotiation deal, CancellationToken cancellationToken)
    {
        if (deal.EFacturaQueueId is not { } queueId
            || await filings.GetAsync(deal.Tenant, queueId, cancellationToken) is not { } entry)
        {
            return null;
        }

        entry = entry.Superseded ? await filings.LatestOfAsync(deal.Tenant, entry.InvoiceIdText, cancellationToken) ?? entry : entry;
        return new EFacturaView(
            entry.QueueId,
            entry.Status.Short(),
            entry.AnafIds.RemoteId,
            entry.AnafIds.DownloadId,
            entry.Deadline,
            entry.Attempts,
            entry.LastError,
            entry.Errors,
            entry.SubmittedAt,
            entry.AcceptedAt,
            entry.Xml?.Sha256,
            entry.Evidence is [.., var last] ? last.Sha256 : null,
            entry.OutOfScope);
    }
}
