using Cerniq.Functions.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Everything a tax inspection asks for of one invoice.</summary>
public sealed class EvidenceFunctions(EvidenceCollector collector)
{
    /// <summary>A ZIP with the invoice, its deal, its filings with ANAF's sealed answers, approvals, payments, vouchers and the
    /// audit trail; <c>manifest.json</c>, the last file in it, names each with its SHA-256.</summary>
    [Function("GetInvoiceEvidence")]
    public async Task<IActionResult> BundleAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/invoices/{invoiceId}/evidence")] HttpRequest request,
        string tenant,
        string invoiceId,
        CancellationToken cancellationToken) =>
        await collector.CollectAsync(tenant, invoiceId, cancellationToken) is { } evidence
            ? new EvidenceBundle(evidence)
            : Problem.NotFound();

    /// <summary>The bundle's manifest alone.</summary>
    [Function("GetInvoiceEvidenceManifest")]
    public async Task<IActionResult> ManifestAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/invoices/{invoiceId}/evidence/manifest")] HttpRequest request,
        string tenant,
        string invoiceId,
        CancellationToken cancellationToken) =>
        await collector.CollectAsync(tenant, invoiceId, cancellationToken) is { } evidence
            ? Answer.Ok(await EvidenceWriter.WriteAsync(evidence, Stream.Null, cancellationToken))
            : Problem.NotFound();
}

/// <summary>A bundle, written to the caller as it is put together.</summary>
internal sealed record EvidenceBundle(EvidenceCase Evidence) : IActionResult
{
    public async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.ContentType = EFacturaFiles.Zip;
        response.Headers.ContentDisposition = $"attachment; filename=\"evidence-{FileName(Evidence.Number)}.zip\"";
        await EvidenceWriter.WriteAsync(Evidence, response.Body, context.HttpContext.RequestAborted);
    }

    private static string FileName(string number) =>
        string.Concat(number.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
}
