using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio.Letters;
using Cerniq.Functions.Oblio.Queues;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio;

/// <summary>Keeps the invoice's PDF, and mails it where the deal brings words for a letter.</summary>
public sealed class ArchiveInvoicePdf(NegotiationStore deals, InvoiceStore invoices, PdfArchive pdfs, DocumentMailer mailer, OblioWork work)
{
    /// <returns>Where it is kept; empty when Oblio gave no link.</returns>
    [Function(nameof(ArchiveInvoicePdf))]
    public Task<string> Run([ActivityTrigger] DealKey key, CancellationToken cancellationToken) =>
        work.RunAsync(OblioQueue.InvoiceCreate, key, stop => DoAsync(key, stop), cancellationToken);

    private async Task<string> DoAsync(DealKey key, CancellationToken cancellationToken)
    {
        var deal = await deals.RequireAsync(key.Tenant, key.NegotiationId, cancellationToken);
        using var scope = deal.EnterScope();
        var invoice = await invoices.RequireAsync(key.Tenant, InvoiceIds.Of(key), cancellationToken);
        if (invoice.OblioViewUrl is not { } link)
        {
            return "";
        }

        var path = $"tenants/{key.Tenant}/invoices/{key.NegotiationId}/{invoice.OblioInvoiceId}.pdf";
        var kept = await pdfs.KeepAsync(key.Tenant, link, path, cancellationToken);
        await invoices.UpdateAsync(
            key.Tenant, invoice.InvoiceId, i => i with { PdfStoragePath = kept.Path, PdfSha256 = kept.Sha256 }, cancellationToken);
        await mailer.QueueAsync(deal, invoice, kept.Path);
        return kept.Path;
    }
}
