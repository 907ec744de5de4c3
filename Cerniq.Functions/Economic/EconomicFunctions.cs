using Cerniq.Functions.Api;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Economic;

/// <summary>The three routes of the e-conomic document. Their paths name no tenant: the caller's key does, or the invoice.</summary>
public sealed class EconomicFunctions(EconomicUploadStore uploads, EconomicUploader uploader, InvoiceStore invoices, TenantDirectory tenants)
{
    [Function("GetEconomicsUploadStatus")]
    [SaysSuccess]
    public async Task<IActionResult> Status(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "invoices/{invoiceuuid}/economics-upload-status")] HttpRequest request,
        string invoiceuuid,
        CancellationToken cancellationToken)
    {
        if (await InvoiceAsync(request, invoiceuuid, cancellationToken) is not { } invoice)
        {
            return Problem.NotFound();
        }

        var known = await uploads.OfInvoiceAsync(invoice.Tenant, invoiceuuid, cancellationToken);
        return Answer.Ok(new EconomicStatusAnswer(invoiceuuid, invoice.Number, EconomicsStatus.Of(known), known));
    }

    [Function("RetryEconomicsUpload")]
    [SaysSuccess]
    public async Task<IActionResult> Retry(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "invoices/{invoiceuuid}/retry-economics-upload")] HttpRequest request,
        string invoiceuuid,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (await InvoiceAsync(request, invoiceuuid, cancellationToken) is not { } invoice)
        {
            return Problem.NotFound();
        }

        var known = await uploads.OfInvoiceAsync(invoice.Tenant, invoiceuuid, cancellationToken);
        foreach (var upload in known.Where(u => u.Status != EconomicUploadStatus.Success))
        {
            var key = new EconomicKey(invoice.Tenant, invoiceuuid, upload.UploadType);
            if ((await uploader.TryAsync(key, cancellationToken)).Succeeded)
            {
                // The upload's own work goes on with the PDF.
                await client.RaiseEventAsync(key.InstanceId, EconomicUpload.RetryEvent, "by hand", cancellationToken);
            }
        }

        var after = await uploads.OfInvoiceAsync(invoice.Tenant, invoiceuuid, cancellationToken);
        var done = after.Count(u => u.Status == EconomicUploadStatus.Success);
        return Answer.Ok(new EconomicRetryAnswer("Upload retry processed", done, after.Count - done, after.Count));
    }

    [Function("GetEconomicsUploadStats")]
    [SaysSuccess]
    public async Task<IActionResult> Stats(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "invoices/economics-upload-stats")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (request.Caller().Tenant is { } tenant)
        {
            return Answer.Ok(await uploads.StatsAsync(tenant, cancellationToken));
        }

        var all = new EconomicStats(0, 0, 0, 0);
        await foreach (var one in tenants.ListAsync(cancellationToken))
        {
            all = all.Plus(await uploads.StatsAsync(one, cancellationToken));
        }

        return Answer.Ok(all);
    }

    private async Task<InvoiceRecord?> InvoiceAsync(HttpRequest request, string invoiceId, CancellationToken cancellationToken) =>
        await invoices.OwnerAsync(invoiceId, cancellationToken) is { } owner && request.Caller().MayTouch(owner)
            ? await invoices.GetAsync(owner, invoiceId, cancellationToken)
            : null;
}

public sealed record EconomicStatusAnswer(
    string InvoiceUuid, long InvoiceNumber, string EconomicsStatus, IReadOnlyList<EconomicUploadRecord> Uploads);

public sealed record EconomicRetryAnswer(string Message, int SuccessCount, int FailedCount, int TotalCount);
