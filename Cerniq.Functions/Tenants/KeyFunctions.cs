using Cerniq.Functions.Api;
using Cerniq.Functions.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Tenants;

/// <summary>A tenant's keys over HTTP, for the admin.</summary>
public sealed class KeyFunctions(TenantKeys keys, TenantDirectory tenants, IAuditSink audit, TimeProvider clock)
{
    private const int MaxLabel = 100;

    /// <summary><c>{label?}</c> → 201 with the key, shown this once. An unknown tenant is made.</summary>
    [Function("IssueKey")]
    [AdminOnly]
    [MakesTenant]
    public async Task<IActionResult> IssueAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/keys")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        string? label = null;
        if (request.ContentLength is > 0 || request.ContentType is not null)
        {
            var body = await JsonBody.ReadAsync<IssueRequest>(request, cancellationToken);
            if (body.Problem is { } problem)
            {
                return problem;
            }

            label = body.Value.Label;
        }

        if (label?.Length > MaxLabel)
        {
            return Problem.BadField("label", $"must have at most {MaxLabel} characters");
        }

        await tenants.AddAsync(tenant, cancellationToken);
        var issued = await keys.IssueAsync(tenant, label, cancellationToken);
        await RecordAsync(request, tenant, "key issued", issued.KeyId, cancellationToken);
        return Answer.Created(issued);
    }

    [Function("ListKeys")]
    [AdminOnly]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/keys")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken) =>
        Answer.Ok(new Page<TenantKey>(await keys.ListAsync(tenant, cancellationToken), null));

    [Function("RevokeKey")]
    [AdminOnly]
    public async Task<IActionResult> RevokeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "tenants/{tenant}/keys/{keyId}")] HttpRequest request,
        string tenant,
        string keyId,
        CancellationToken cancellationToken)
    {
        if (!await keys.RevokeAsync(tenant, keyId, cancellationToken))
        {
            return Problem.NotFound();
        }

        await RecordAsync(request, tenant, "key revoked", keyId, cancellationToken);
        return new NoContentResult();
    }

    private Task RecordAsync(HttpRequest request, string tenant, string action, string keyId, CancellationToken cancellationToken) =>
        audit.AppendAsync(
            new AuditEntry(
                tenant, $"key/{keyId[..12]}", AuditKind.Administration, action, "ok", request.CorrelationId(), clock.GetUtcNow(), request.Caller().Name),
            cancellationToken);

    private sealed record IssueRequest(string? Label);
}
