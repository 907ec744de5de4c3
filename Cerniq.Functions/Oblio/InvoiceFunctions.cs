using Cerniq.Functions.Api;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio;

/// <summary>An issued invoice: its record, its files and the evidence of its filing.</summary>
public sealed class InvoiceFunctions(
    InvoiceStore invoices, NegotiationStore deals, NegotiationViewer viewer, EFacturaStore filings, IBlobStore blobs)
{
    private static readonly TimeSpan LinkLife = TimeSpan.FromMinutes(15);

    [Function("GetInvoice")]
    public async Task<IActionResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/invoices/{invoiceId}")] HttpRequest request,
        string tenant,
        string invoiceId,
        CancellationToken cancellationToken) =>
        viewer.WithLink(await invoices.GetAsync(tenant, invoiceId, cancellationToken)) is { } invoice
            ? Answer.Ok(invoice)
            : Problem.NotFound();

    [Function("GetInvoicePdf")]
    public async Task<IActionResult> Pdf(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/invoices/{invoiceId}/pdf")] HttpRequest request,
        string tenant,
        string invoiceId,
        CancellationToken cancellationToken) =>
        Link((await invoices.GetAsync(tenant, invoiceId, cancellationToken))?.PdfStoragePath);

    [Function("GetInvoiceXml")]
    public async Task<IActionResult> Xml(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/invoices/{invoiceId}/xml")] HttpRequest request,
        string tenant,
        string invoiceId,
        CancellationToken cancellationToken) =>
        Link((await FilingAsync(tenant, invoiceId, cancellationToken))?.Xml?.Path);

    /// <summary>Everything a tax inspection asks for, each with its SHA-256 and a link.</summary>
    [Function("GetInvoiceEvidence")]
    public async Task<IActionResult> Evidence(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/invoices/{invoiceId}/evidence")] HttpRequest request,
        string tenant,
        string invoiceId,
        CancellationToken cancellationToken)
    {
        if (await invoices.GetAsync(tenant, invoiceId, cancellationToken) is not { } invoice)
        {
            return Problem.NotFound();
        }

        var files = new List<EvidenceFile>();
        if (invoice is { PdfStoragePath: { } pdf, PdfSha256: { } pdfHash })
        {
            files.Add(File("invoice-pdf", pdf, pdfHash));
        }

        var filing = await FilingAsync(tenant, invoiceId, cancellationToken);
        if (filing?.Xml is { } xml)
        {
            files.Add(File("efactura-xml", xml.Path, xml.Sha256));
        }

        files.AddRange((filing?.Evidence ?? []).Select(e => File("anaf-response", e.Path, e.Sha256)));
        return Answer.Ok(new InvoiceEvidence(
            invoice.InvoiceId, invoice.OblioInvoiceId, filing?.AnafIds.RemoteId, filing?.AnafIds.DownloadId, files));
    }

    private EvidenceFile File(string kind, string path, string sha256) =>
        new(kind, path, sha256, blobs.SignedReadUrl(path, LinkLife).OriginalString);

    private IActionResult Link(string? path) =>
        path is null ? Problem.NotFound() : Answer.Redirect(blobs.SignedReadUrl(path, LinkLife));

    private async Task<EFacturaEntry?> FilingAsync(string tenant, string invoiceId, CancellationToken cancellationToken) =>
        await invoices.GetAsync(tenant, invoiceId, cancellationToken) is { } invoice
        && await deals.GetAsync(tenant, invoice.NegotiationId, cancellationToken) is { EFacturaQueueId: { } queueId }
            ? await filings.GetAsync(tenant, queueId, cancellationToken)
            : null;
}

public sealed record EvidenceFile(string Kind, string Path, string Sha256, string Url);

public sealed record InvoiceEvidence(
    string InvoiceId, string Number, string? IndexIncarcare, string? IdDescarcare, IReadOnlyList<EvidenceFile> Files);
