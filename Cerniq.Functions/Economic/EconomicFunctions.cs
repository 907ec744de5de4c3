using System.Text.Json.Serialization;
using Cerniq.Functions.Api;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.Economic;

/// <summary>The three routes of the e-conomic document. Their paths name no tenant: the caller's key does, or the invoice.</summary>
public sealed class EconomicFunctions(
    EconomicUploadStore uploads, EconomicUploader uploader, VoucherAttachment attachment, InvoiceStore invoices, TenantDirectory tenants)
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
        return Answer.Ok(new EconomicStatusAnswer(invoiceuuid, invoice.Number, EconomicsStatus.Of(known), [.. known.Select(EconomicUploadAnswer.Of)]));
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
        foreach (var upload in known)
        {
            await RetryAsync(new EconomicKey(invoice.Tenant, invoiceuuid, upload.UploadType), upload, client, cancellationToken);
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

    /// <summary>Does at once what is left to do: the voucher, or only its PDF.</summary>
    private async Task RetryAsync(EconomicKey key, EconomicUploadRecord upload, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (upload is { Status: EconomicUploadStatus.Success, AttachmentUploaded: false })
        {
            await attachment.AttachAsync(key, cancellationToken);
        }
        else if (upload.Status != EconomicUploadStatus.Success && (await uploader.TryAsync(key, byHand: true, cancellationToken)).Succeeded)
        {
            // The upload's own work goes on with the PDF.
            await client.RaiseEventAsync(key.InstanceId, EconomicUpload.RetryEvent, "by hand", cancellationToken);
        }
    }

    private async Task<InvoiceRecord?> InvoiceAsync(HttpRequest request, string invoiceId, CancellationToken cancellationToken) =>
        await invoices.OwnerAsync(invoiceId, cancellationToken) is { } owner && request.Caller().MayTouch(owner)
            ? await invoices.GetAsync(owner, invoiceId, cancellationToken)
            : null;
}

public sealed record EconomicStatusAnswer(
    string InvoiceUuid, long InvoiceNumber, string EconomicsStatus, IReadOnlyList<EconomicUploadAnswer> Uploads);

/// <summary>An upload, with the fields its source document shows.</summary>
public sealed record EconomicUploadAnswer(
    string Uuid,
    EconomicUploadType UploadType,
    string CompanyUuid,
    EconomicUploadStatus Status,
    int AttemptCount,
    int MaxAttempts,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? LastAttemptAt,
    int VoucherNumber,
    string LastError)
{
    internal static EconomicUploadAnswer Of(EconomicUploadRecord upload) => new(
        upload.Uuid,
        upload.UploadType,
        upload.CompanyUuid,
        upload.Status,
        upload.AttemptCount,
        upload.MaxAttempts,
        upload.LastAttemptAt,
        upload.VoucherNumber,
        upload.LastError);
}

public sealed record EconomicRetryAnswer(string Message, int SuccessCount, int FailedCount, int TotalCount);
