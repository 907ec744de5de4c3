using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Cerniq.Functions.Telemetry;

/// <summary>Counts requests by function and status, and how long they took.</summary>
internal sealed class HttpMetricsMiddleware(CerniqMetrics metrics) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        var start = Stopwatch.GetTimestamp();
        await next(context);
        var function = new KeyValuePair<string, object?>("function", context.FunctionDefinition.Name);
        metrics.HttpRequests.Add(1, function, new("status", Status(http, context.GetInvocationResult().Value)));
        metrics.HttpDuration.Record(Stopwatch.GetElapsedTime(start).TotalMilliseconds, function);
    }

    private static int Status(HttpContext http, object? result) => result switch
    {
        IStatusCodeActionResult { StatusCode: { } status } => status,
        IStatusCodeHttpResult { StatusCode: { } status } => status,
        Microsoft.AspNetCore.Mvc.RedirectResult => StatusCodes.Status302Found,
        _ => http.Response.StatusCode,
    };
}
