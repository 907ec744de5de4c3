using Cerniq.Functions.Api;
using Cerniq.Functions.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Operations;

/// <summary>A tenant's alerts.</summary>
public sealed class AlertFunctions(Alerts alerts, IAuditSink audit, TimeProvider clock)
{
    /// <summary><c>?status=Open|Acknowledged|Resolved&amp;limit=&amp;continuation=</c>, newest first.</summary>
    [Function("ListAlerts")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/alerts")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        var status = Choice.Read<AlertStatus>(request, "status");
        return status.Problem is { } problem
            ? problem
            : await Listing.PageAsync<Alert>(
                request, paging => alerts.ListAsync(tenant, status.Value, paging.Limit, paging.Continuation, cancellationToken));
    }

    /// <summary><c>{comment?}</c>; acknowledging again changes nothing.</summary>
    [Function("AcknowledgeAlert")]
    public async Task<IActionResult> AcknowledgeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/alerts/{alertId}/acknowledge")] HttpRequest request,
        string tenant,
        string alertId,
        CancellationToken cancellationToken)
    {
        var comment = "";
        if (request.ContentLength is > 0 || request.ContentType is not null)
        {
            var body = await JsonBody.ReadAsync<AcknowledgeRequest>(request, cancellationToken);
            if (body.Problem is { } problem)
            {
                return problem;
            }

            comment = body.Value.Comment;
        }

        if (await alerts.FindAsync(tenant, alertId, cancellationToken) is not { } before)
        {
            return Problem.NotFound();
        }

        var caller = request.Caller().Name;
        var after = await alerts.AcknowledgeAsync(tenant, alertId, caller, comment, cancellationToken);
        if (after!.Status != before.Status)
        {
            await audit.AppendAsync(
                new AuditEntry(tenant, after.Subject ?? $"alert/{alertId}", AuditKind.Decision, "alert acknowledged", "ok", request.CorrelationId(), clock.GetUtcNow(), caller, Detail: after.Title),
                cancellationToken);
        }

        return Answer.Ok(after);
    }

    private sealed record AcknowledgeRequest(string? Comment);
}
