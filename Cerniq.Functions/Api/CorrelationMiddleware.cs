using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Api;

/// <summary>Gives every request an id that follows its work: the caller's own, or a new one. It is in the answer and in the log.</summary>
internal sealed class CorrelationMiddleware(ILogger<CorrelationMiddleware> log) : IFunctionsWorkerMiddleware
{
    public const string Header = "x-correlation-id";

    private const int MaxLength = 128;

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        if (http.Request.Headers[Header].ToString() is { } given && IsTaken(given))
        {
            RequestFacts.SetCorrelationId(http, given);
        }

        var id = RequestFacts.CorrelationId(http);
        http.Response.Headers[Header] = id;

        // Answers hold business data and now and then a key: no cache is to keep them. A function may say otherwise.
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        using (log.BeginScope(new KeyValuePair<string, object>[] { new("correlationId", id) }))
        {
            await next(context);
        }
    }

    /// <summary>1 to 128 visible ASCII characters.</summary>
    private static bool IsTaken(string id) => id.Length is > 0 and <= MaxLength && id.All(c => c is > ' ' and < (char)127);
}
