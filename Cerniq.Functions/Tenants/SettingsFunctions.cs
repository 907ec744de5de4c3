using System.Text.Json;
using Cerniq.Functions.Api;
using Cerniq.Functions.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Tenants;

/// <summary>A tenant's settings over HTTP.</summary>
public sealed class SettingsFunctions(TenantSettings settings, TenantDirectory tenants, IAuditSink audit, TimeProvider clock)
{
    [Function("ReadSettings")]
    public async Task<IActionResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/settings")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken) =>
        Answer.Ok((await settings.GetAsync(tenant, cancellationToken)).Show());

    /// <summary>Merges an object of settings; null resets one. The admin makes a new tenant by setting it up.</summary>
    [Function("WriteSettings")]
    [MakesTenant]
    public async Task<IActionResult> WriteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "tenants/{tenant}/settings")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<JsonElement>(request, cancellationToken);
        if (body.Problem is { } problem)
        {
            return problem;
        }

        var change = await settings.PutAsync(tenant, body.Value, cancellationToken);
        if (change.Settings is not { } now)
        {
            return Problem.BadRequest(change.Errors);
        }

        await tenants.AddAsync(tenant, cancellationToken);
        await audit.AppendAsync(
            new AuditEntry(
                tenant, "settings", AuditKind.Administration, "settings changed", "ok", request.CorrelationId(), clock.GetUtcNow(), request.Caller().Name, Detail: string.Join(", ", change.Changed)),
            cancellationToken);
        return Answer.Ok(now.Show());
    }
}
