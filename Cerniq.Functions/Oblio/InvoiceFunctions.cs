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
    InvoiceStore invoices, NegotiationViewer viewer, EFacturaStore filings, IBlobStore blobs)
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
        Link((await filings.LatestOfAsync(tenant, invoiceId, cancellationToken))?.Xml?.Path);

    private IActionResult Link(string? path) =>
        path is null ? Problem.NotFound() : Answer.Redirect(blobs.SignedReadUrl(path, LinkLife));
}
