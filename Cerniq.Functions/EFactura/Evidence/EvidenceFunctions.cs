using Cerniq.Functions.Api;
using Cerniq.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Everything a tax inspection asks for of one invoice.</summary>
public sealed class EvidenceFunctions(EvidenceCollector collector, IBlobStore blobs)
{
    private static readonly TimeSpan LinkLife = TimeSpan.FromMinutes(15);

    /// <summary>Leads to a ZIP with the invoice, its deal, its filings with ANAF's sealed answers, approvals, payments, refunds,
    /// vouchers and the audit trail; <c>manifest.json</c>, the last file in it, names each with its SHA-256.</summary>
    [Function("GetInvoiceEvidence")]
    public async Task<IActionResult> BundleAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/invoices/{invoiceId}/evidence")] HttpRequest request,
        string tenant,
        string invoiceId,
        CancellationToken cancellationToken)
    {
        if (await collector.CollectAsync(tenant, invoiceId, cancellationToken) is not { } evidence)
        {
            return Problem.NotFound();
        }

        var (_, zip) = await EvidenceWriter.WriteAsync(evidence, cancellationToken);
        var kept = await blobs.PutIfAbsentAsync(PathOf(evidence, zip), zip, EFacturaFiles.Zip, cancellationToken);
        return Answer.Redirect(blobs.SignedReadUrl(kept.Path, LinkLife));
    }

    /// <summary>The bundle's manifest alone.</summary>
    [Function("GetInvoiceEvidenceManifest")]
    public async Task<IActionResult> ManifestAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/invoices/{invoiceId}/evidence/manifest")] HttpRequest request,
        string tenant,
        string invoiceId,
        CancellationToken cancellationToken) =>
        await collector.CollectAsync(tenant, invoiceId, cancellationToken) is { } evidence
            ? Answer.Ok((await EvidenceWriter.WriteAsync(evidence, cancellationToken)).Manifest)
            : Problem.NotFound();

    /// <summary>A bundle that was handed out stays as it was; evidence that has grown since is another file.</summary>
    private static string PathOf(EvidenceCase evidence, ReadOnlyMemory<byte> zip) =>
        $"tenants/{evidence.Tenant}/evidence/{BlobPath.Of(EFacturaFiles.Sha256(evidence.InvoiceId), EFacturaFiles.Sha256(zip))}/evidence-{FileName(evidence.Number)}.zip";

    private static string FileName(string number) =>
        string.Concat(number.Take(100).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
}
