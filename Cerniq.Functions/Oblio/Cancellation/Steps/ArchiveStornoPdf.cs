using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio.Letters;
using Cerniq.Functions.Oblio.Queues;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>Keeps the storno's PDF, and mails it where the cancellation brings words for a letter.</summary>
public sealed class ArchiveStornoPdf(
    CancellationStore cancellations, NegotiationStore deals, InvoiceStore invoices, PdfArchive pdfs, DocumentMailer mailer, OblioWork work)
{
    /// <returns>Where it is kept; empty when Oblio gave no link.</returns>
    [Function(nameof(ArchiveStornoPdf))]
    public async Task<string> Run([ActivityTrigger] CancellationKey key, CancellationToken cancellationToken)
    {
        var cancellation = await cancellations.RequireAsync(key, cancellationToken);
        using var scope = cancellation.EnterScope();
        var deal = new DealKey(key.Tenant, cancellation.NegotiationId);
        return await work.RunAsync(
            OblioQueue.InvoiceCancel, deal, stop => DoAsync(key, cancellation, stop), cancellationToken);
    }

    private async Task<string> DoAsync(CancellationKey key, CancellationRecord cancellation, CancellationToken cancellationToken)
    {
        var storno = await invoices.RequireAsync(key.Tenant, InvoiceIds.OfStorno(key.Tenant, key.CancellationId), cancellationToken);
        if (storno.OblioViewUrl is not { } link)
        {
            return "";
        }

        var path = $"tenants/{key.Tenant}/stornos/{storno.NegotiationId}/{storno.OblioInvoiceId}.pdf";
        var kept = await pdfs.KeepAsync(key.Tenant, link, path, cancellationToken);
        await invoices.UpdateAsync(
            key.Tenant, storno.InvoiceId, i => i with { PdfStoragePath = kept.Path, PdfSha256 = kept.Sha256 }, cancellationToken);
        await cancellations.UpdateAsync(
            key, c => c with { Result = c.Result! with { StornoPdfStoragePath = kept.Path } }, cancellationToken);
        var deal = await deals.RequireAsync(key.Tenant, storno.NegotiationId, cancellationToken);
        await mailer.QueueAsync(deal, storno, cancellation.Request.Options, kept.Path);
        return kept.Path;
    }
}
