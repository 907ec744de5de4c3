using System.Text;
using Cerniq.Functions.Api;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Revolut;

/// <summary>Refused deliveries: a look at them, and another try once the secret is mended.</summary>
public sealed class RefusedWebhookFunctions(
    RefusedWebhooks refused, WebhookDoor door, WebhookSecrets secrets, RevolutReceipts receipts, IAuditSink audit, TimeProvider clock)
{
    private const int PageSize = 200;

    [Function("ListRefusedWebhooks")]
    public Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/revolut/refused")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken) =>
        Listing.PageAsync<RefusedWebhook>(request, paging => refused.PageAsync(tenant, paging.Limit, paging.Continuation, cancellationToken));

    /// <summary>Judges each by the secret of today and the time it came; those that are believed now are taken like any other.</summary>
    [Function("ReplayRefusedWebhooks")]
    public async Task<IActionResult> Replay(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/revolut/refused/replay")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        secrets.Forget(tenant);
        var result = new ReplayResult(0, 0, 0);
        string? continuation = null;
        do
        {
            var page = await refused.PageAsync(tenant, PageSize, continuation, cancellationToken);
            foreach (var row in page.Rows)
            {
                result = await TryAgainAsync(tenant, CerniqJson.Read<RefusedWebhook>(row.Body), result, cancellationToken);
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);

        await audit.AppendAsync(
            new AuditEntry(
                tenant,
                "revolut/webhook",
                AuditKind.Decision,
                "refused webhooks replayed",
                "ok",
                request.CorrelationId(),
                clock.GetUtcNow(),
                Actor: "OPERATOR",
                Detail: $"{result.Taken} taken, {result.Duplicates} known, {result.StillRefused} still refused"),
            cancellationToken);
        return Answer.Ok(result);
    }

    private async Task<ReplayResult> TryAgainAsync(
        string tenant, RefusedWebhook kept, ReplayResult result, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(kept.Body);
        var verdict = await door.JudgeAsync(tenant, kept.Headers, body, kept.ReceivedAt, cancellationToken);
        if (verdict.Refusal is not null
            || ReceivedEvent.Read(tenant, body, kept.CorrelationId, kept.Headers.DeliveryId, verdict.IsV1) is not { } received)
        {
            return result with { StillRefused = result.StillRefused + 1 };
        }

        var isNew = await receipts.TakeAsync(received, body, cancellationToken);
        await refused.RemoveAsync(tenant, kept, cancellationToken);
        return isNew ? result with { Taken = result.Taken + 1 } : result with { Duplicates = result.Duplicates + 1 };
    }
}
