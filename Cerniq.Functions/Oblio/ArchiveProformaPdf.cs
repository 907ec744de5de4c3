using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio.Letters;
using Cerniq.Functions.Oblio.Queues;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio;

/// <summary>Keeps the proforma's PDF, unless the deal wants none, and mails it where the deal brings words for a letter.</summary>
public sealed class ArchiveProformaPdf(NegotiationStore deals, PdfArchive pdfs, DocumentMailer mailer, OblioWork work)
{
    /// <returns>Where it is kept; empty when there is none.</returns>
    [Function(nameof(ArchiveProformaPdf))]
    public Task<string> Run([ActivityTrigger] DealKey key, CancellationToken cancellationToken) =>
        work.RunAsync(OblioQueue.ProformaCreate, key, stop => DoAsync(key, stop), cancellationToken);

    private async Task<string> DoAsync(DealKey key, CancellationToken cancellationToken)
    {
        var deal = await deals.RequireAsync(key.Tenant, key.NegotiationId, cancellationToken);
        using var scope = deal.EnterScope();
        if (deal.Proforma is not { OblioViewUrl: { } link } proforma || deal.Request.Options is { GeneratePdf: false })
        {
            return "";
        }

        var path = $"tenants/{key.Tenant}/proformas/{key.NegotiationId}/{proforma.SeriesName}-{proforma.NumberText}.pdf";
        var kept = await pdfs.KeepAsync(key.Tenant, link, path, cancellationToken);
        await deals.UpdateAsync(
            key.Tenant,
            key.NegotiationId,
            d => d with { Proforma = d.Proforma! with { PdfStoragePath = kept.Path } },
            message: null,
            cancellationToken);
        await mailer.QueueAsync(deal, proforma, kept.Path);
        return kept.Path;
    }
}
