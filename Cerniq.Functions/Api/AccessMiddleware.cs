using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Cerniq.Functions.Api;

/// <summary>Stands before every HTTP function: asks for a key and keeps tenants apart. What is another tenant's answers as
/// if it were not there.</summary>
internal sealed class AccessMiddleware(RouteRules rules, Credentials credentials, TenantDirectory tenants) : IFunctionsWorkerMiddleware
{
    private const int LongestKey = 400;

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            return next(context);
        }

        var rule = rules.Of(context.FunctionDefinition.Name);
        if (rule.SaysSuccess)
        {
            RequestFacts.SaySuccess(http);
        }

        if (NamesNothing(http))
        {
            context.GetInvocationResult().Value = Problem.NotFound();
            return Task.CompletedTask;
        }

        return rule.IsPublic ? next(context) : AskAsync(http, rule, context, next);
    }

    private async Task AskAsync(HttpContext http, RouteRule rule, FunctionContext context, FunctionExecutionDelegate next)
    {
        if (await RefuseAsync(http, rule, context.CancellationToken) is { } problem)
        {
            context.GetInvocationResult().Value = problem;
            return;
        }

        await next(context);
    }

    /// <summary>No id of ours is so long; nothing can be stored under one.</summary>
    private static bool NamesNothing(HttpContext http)
    {
        foreach (var (_, value) in http.Request.RouteValues)
        {
            if (value is string { Length: > 0 } id && RowKey.Of(id).Length > LongestKey)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<Problem?> RefuseAsync(HttpContext http, RouteRule rule, CancellationToken cancellationToken)
    {
        if (await credentials.ReadAsync(http.Request, cancellationToken) is not { } caller)
        {
            return Problem.Unauthorized();
        }

        RequestFacts.SetCaller(http, caller);
        if (rule.IsAdminOnly && !caller.IsAdmin)
        {
            return Problem.NotFound();
        }

        return rule.TenantParameter is { } parameter
            ? await RefuseTenantAsync(caller, http.GetRouteValue(parameter)?.ToString(), parameter, rule, cancellationToken)
            : null;
    }

    private async Task<Problem?> RefuseTenantAsync(
        Caller caller, string? tenant, string parameter, RouteRule rule, CancellationToken cancellationToken)
    {
        if (tenant is null || !caller.MayTouch(tenant))
        {
            return Problem.NotFound();
        }

        if (!caller.IsAdmin)
        {
            return null;
        }

        if (!TenantId.IsValid(tenant))
        {
            return Problem.BadField(parameter, "must be 1 to 64 letters, digits, _ or -, beginning with a letter or digit");
        }

        return rule.MakesTenant || await tenants.ExistsAsync(tenant, cancellationToken) ? null : Problem.NotFound();
    }
}
