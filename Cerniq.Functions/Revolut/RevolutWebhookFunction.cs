using Cerniq.Functions.Api;
using Cerniq.Functions.Telemetry;
using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Revolut;

/// <summary>Revolut's door (workers 1 and 6): signature over the raw bytes, durable before 200, nothing processed before the answer.</summary>
public sealed partial class RevolutWebhookFunction(
    WebhookDoor door,
    RevolutReceipts receipts,
    RefusedWebhooks refused,
    TenantDirectory tenants,
    CerniqMetrics metrics,
    TimeProvider clock,
    ILogger<RevolutWebhookFunction> logger)
{
    [Function("RevolutWebhook")]
    [PublicRoute("The signature proves the caller.")]
    public async Task<IActionResult> Receive(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "revolut/webhook/{tenant}")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        var headers = WebhookHeaders.Of(request);
        var verdict = await door.JudgeAsync(tenant, headers, body.Value, clock.GetUtcNow(), cancellationToken);
        if (verdict.Refusal is { } reason)
        {
            await RefuseAsync(request, tenant, reason, headers, body.Value, cancellationToken);
            return NotBelieved;
        }

        if (ReceivedEvent.Read(tenant, body.Value.Span, request.CorrelationId(), headers.DeliveryId, verdict.IsV1) is not { } received)
        {
            Count(tenant, "none", "unreadable");
            return Problem.BadRequest("The body is no Revolut event.");
        }

        var isNew = await receipts.TakeAtDoorAsync(received, body.Value);
        Count(tenant, received.EventLabel, isNew ? "taken" : "duplicate");
        return isNew ? WebhookTaken.New : WebhookTaken.Duplicate;
    }

    /// <summary>The same for every reason: a stranger learns nothing, and the tenant sees it in its list.</summary>
    private static Problem NotBelieved => Problem.Unauthorized() with
    {
        Detail = "The delivery is not believed: its signature, timestamp or scheme is not right. The tenant sees why at revolut/refused.",
    };

    private async Task RefuseAsync(
        HttpRequest request, string tenant, RefusalReason reason, WebhookHeaders headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        // An invented tenant may neither fill the store nor the metrics.
        var exists = TenantId.IsValid(tenant) && await tenants.ExistsAsync(tenant, cancellationToken);
        Count(exists ? tenant : "unknown", "none", Refusals.Label(reason));
        if (exists)
        {
            LogRefused(logger, tenant, reason);
            var source = request.HttpContext.Connection.RemoteIpAddress?.ToString();
            await refused.KeepAsync(tenant, reason, headers, source, body, request.CorrelationId(), cancellationToken);
        }
    }

    private void Count(string tenant, string eventName, string outcome) => metrics.RevolutWebhooks.Add(
        1, new("tenant_id", tenant), new("event", eventName), new("outcome", outcome));

    [LoggerMessage(3001, LogLevel.Warning, "Refused a Revolut webhook of tenant {Tenant}: {Reason}")]
    private static partial void LogRefused(ILogger logger, string tenant, RefusalReason reason);
}

/// <summary>The answer to a delivery that was taken, written once for all.</summary>
internal sealed class WebhookTaken : IStatusCodeActionResult
{
    public static readonly WebhookTaken New = new("""{"received":true,"duplicate":false}"""u8);
    public static readonly WebhookTaken Duplicate = new("""{"received":true,"duplicate":true}"""u8);

    private readonly byte[] _json;

    private WebhookTaken(ReadOnlySpan<byte> json) => _json = json.ToArray();

    public int? StatusCode => StatusCodes.Status200OK;

    public Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = _json.Length;
        return response.Body.WriteAsync(_json, context.HttpContext.RequestAborted).AsTask();
    }
}
