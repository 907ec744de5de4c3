using Cerniq.Functions.Api;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio;

/// <summary>An issued invoice: its record and its files.</summary>
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

    private IActionResult Link(string? path) =>
        path is null ? Problem.NotFound() : Answer.Redirect(blobs.SignedReadUrl(path, LinkLife));

    private async Task<EFacturaEntry?> FilingAsync(string tenant, string invoiceId, CancellationToken cancellationToken) =>
        await invoices.GetAsync(tenant, invoiceId, cancellationToken) is { } invoice
        && await deals.GetAsync(tenant, invoice.NegotiationId, cancellationToken) is { EFacturaQueueId: { } queueId }
            ? await filings.GetAsync(tenant, queueId, cancellationToken)
            : null;
}
