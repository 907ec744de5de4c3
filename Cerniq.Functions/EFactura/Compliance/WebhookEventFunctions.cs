using Cerniq.Functions.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>ANAF's answers as they came in, each once.</summary>
public sealed class WebhookEventFunctions(WebhookEvents answers)
{
    /// <summary><c>?limit=&amp;continuation=</c>, newest first.</summary>
    [Function("ListWebhookEvents")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/webhook-events")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        var paging = Paging.Read(request);
        return paging.Problem is { } problem
            ? problem
            : Answer.Ok(Page<WebhookEvent>.From(await answers.ListAsync(tenant, paging.Value.Limit, paging.Value.Continuation, cancellationToken)));
    }
}
