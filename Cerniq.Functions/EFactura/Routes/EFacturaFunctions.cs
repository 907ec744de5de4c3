using Cerniq.Functions.Api;
using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.EFactura;

/// <summary>The routes that set the e-Factura queue going: submit, retry and poll.</summary>
[SaysSuccess]
public sealed class EFacturaFunctions(EFacturaQueue queue, EFacturaAccess access, EFacturaPrompting prompting, TenantSettings settings)
{
    /// <summary>Queues an invoice; idempotent by tenant and invoice id.</summary>
    [Function("EFacturaSubmit")]
    public async Task<IActionResult> SubmitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "efactura/submit")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<SubmitRequest>(request, cancellationToken);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        if (body.Value.Tenant is null && request.Caller().IsAdmin)
        {
            return Problem.BadField("tenant", "is required with the admin key");
        }

        if (await access.TenantAsync(request, body.Value.Tenant, cancellationToken) is not { } tenant)
        {
            return Problem.NotFound();
        }

        var (submission, problem) = body.Value.Read(tenant, request.CorrelationId());
        if (submission is null)
        {
            return problem!;
        }

        if (await WhyOffAsync(tenant, cancellationToken) is { } off)
        {
            return off;
        }

        var submitted = await queue.SubmitAsync(submission, cancellationToken);
        if (submitted.Created)
        {
            // The entry is durable: a start that is lost here is made good by the watch.
            await client.EnsureRunningAsync(submitted.Entry.Key, null, cancellationToken);
        }

        var status = submitted.Entry.Status.Short();
        return new EFacturaAnswer<SubmitAnswer>(new SubmitAnswer(true, submitted.Entry.QueueId, status, Message(submitted, status)));
    }

    /// <summary>Sends a failed filing on its way again.</summary>
    [Function("EFacturaRetry")]
    public async Task<IActionResult> RetryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "efactura/retry")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (entry, problem) = await ReadAsync(request, cancellationToken);
        if (entry is null)
        {
            return problem!;
        }

        if (entry.Status is not (EFacturaStatus.Error or EFacturaStatus.Queued or EFacturaStatus.Draft))
        {
            return Problem.Conflict(WhyNotRetried(entry));
        }

        if (await WhyOffAsync(entry.Tenant, cancellationToken) is { } off)
        {
            return off;
        }

        var now = await prompting.RetryAsync(entry, request.Caller().Name, client, cancellationToken);
        return now.AnafIds.RemoteId is { } remoteId
            ? new EFacturaAnswer<RetryAnswer>(new RetryAnswer(true, remoteId, "Submitted to ANAF"))
            : now.Status is EFacturaStatus.Error or EFacturaStatus.Rejected
                ? Problem.BadGateway(now.LastError ?? "ANAF could not be reached.")
                : new EFacturaAnswer<RetryAnswer>(new RetryAnswer(true, null, "Retry under way"), StatusCodes.Status202Accepted);
    }

    /// <summary>Asks ANAF now what it thinks of a filing.</summary>
    [Function("EFacturaPoll")]
    public async Task<IActionResult> PollAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "efactura/poll")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (entry, problem) = await ReadAsync(request, cancellationToken);
        if (entry is null)
        {
            return problem!;
        }

        var (now, notAsked) = await prompting.PollAsync(entry, client, cancellationToken);
        var words = notAsked is null ? Message(now) : $"No answer could be had now; it is asked for again by itself. {notAsked}";
        return new EFacturaAnswer<PollAnswer>(new PollAnswer(notAsked is null, now.Status.Short(), words));
    }

    private async Task<Problem?> WhyOffAsync(string tenant, CancellationToken cancellationToken) =>
        EFacturaScope.WhyOff(await settings.GetAsync(tenant, cancellationToken)) is { } off ? Problem.Conflict($"{off} PUT /api/tenants/{tenant}/settings changes that.") : null;

    private async Task<(EFacturaEntry? Entry, Problem? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<QueueIdRequest>(request, cancellationToken);
        if (body.Problem is not null)
        {
            return (null, body.Problem);
        }

        if (body.Value.QueueId is not { } queueId)
        {
            return (null, Problem.BadField("queue_id", "is required: a whole number"));
        }

        return await access.FindAsync(request, queueId, cancellationToken) is { } entry ? (entry, null) : (null, Problem.NotFound());
    }

    private static string Message(Submitted submitted, string status) => submitted switch
    {
        { Created: true } => "Invoice queued for eFactura submission",
        { Differs: true } => $"Another document was queued before under this invoice_id ({status}); the one sent now was not taken",
        _ => $"Invoice was queued before ({status})",
    };

    private static string Message(EFacturaEntry entry) => entry.Status switch
    {
        EFacturaStatus.Accepted => "Invoice accepted by ANAF",
        EFacturaStatus.Rejected => $"Invoice rejected: {entry.LastError}",
        EFacturaStatus.Submitted or EFacturaStatus.Processing => "ANAF is still processing the invoice",
        EFacturaStatus.Error => $"Submission failed: {entry.LastError}",
        EFacturaStatus.Draft => $"Not submitted: {entry.OutOfScope}",
        _ => "Invoice is waiting to be submitted",
    };

    private static string WhyNotRetried(EFacturaEntry entry) => entry.Status switch
    {
        EFacturaStatus.Accepted => "ANAF has accepted the invoice; there is nothing to retry.",
        EFacturaStatus.Rejected => "The invoice was rejected; the same document would be rejected again. Correct it and submit it anew.",
        _ => "ANAF has the invoice and is processing it; there is nothing to retry.",
    };
}
