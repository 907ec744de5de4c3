using System.Net;
using Cerniq.LocalHost.Hosting;
using Cerniq.LocalHost.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Http;

/// <summary>Answers what no function sees: unknown routes, wrong methods, bodies that are too large, failures of the host's
/// own routes.</summary>
internal static class HttpRefusals
{
    /// <summary>Seconds.</summary>
    private const string RetryAfterTrouble = "5";

    public static void Use(IApplicationBuilder app, ILogger log) => app.Use(next => http => GuardAsync(http, next, log));

    /// <summary>Tells why a request could not be read.</summary>
    private static Task WriteAsync(HttpContext http, BadHttpRequestException unreadable) =>
        unreadable.StatusCode == StatusCodes.Status413PayloadTooLarge
            ? TooLargeAsync(http)
            : Problem.WriteAsync(http, (HttpStatusCode)unreadable.StatusCode, "Bad request", unreadable.Message);

    private static async Task GuardAsync(HttpContext http, RequestDelegate next, ILogger log)
    {
        try
        {
            await RefuseOrPassAsync(http, next);
        }
        catch (BadHttpRequestException unreadable)
        {
            await WriteAsync(http, unreadable);
        }
        catch (Exception gone) when (IsGone(http, gone))
        {
            // Nobody is there to be answered.
        }
        catch (StoreException trouble) when (trouble.IsOfTheStore || trouble.Fault == StoreFault.Damaged)
        {
            log.HttpFailed(trouble, http.GetEndpoint()?.DisplayName ?? "", http.Request.Method, http.Request.Path);
            http.Response.Headers.RetryAfter = trouble.IsOfTheStore ? RetryAfterTrouble : default;
            var status = trouble.IsOfTheStore ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.InternalServerError;
            await Problem.WriteAsync(http, status, "The store cannot be used", trouble.Plainly);
        }
        catch (Exception failure)
        {
            log.HttpFailed(failure, http.GetEndpoint()?.DisplayName ?? "", http.Request.Method, http.Request.Path);
            await Problem.WriteAsync(http, HttpStatusCode.InternalServerError, "Internal server error");
        }
    }

    /// <summary>The connection broke, which may be seen before the request counts as aborted. A store in trouble is told of, whoever
    /// went away.</summary>
    private static bool IsGone(HttpContext http, Exception failure) =>
        failure is ConnectionResetException || (http.RequestAborted.IsCancellationRequested && failure is OperationCanceledException or (IOException and not StoreException));

    private static async Task RefuseOrPassAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { } limit && http.Request.ContentLength > limit.MaxRequestBodySize)
        {
            await TooLargeAsync(http);

            // Without a limit the server reads the rest away for a while, and the caller gets to see the answer
            // instead of a connection that breaks under what it still sends.
            limit.MaxRequestBodySize = null;
            return;
        }

        await next(http);
        if (http.Response.HasStarted)
        {
            return;
        }

        if (http.GetEndpoint() is null)
        {
            await Problem.WriteAsync(http, HttpStatusCode.NotFound, "Not found", "Nothing is served at this address.");
        }
        else if (http.Response.StatusCode == StatusCodes.Status405MethodNotAllowed && http.Response.ContentType is null)
        {
            await Problem.WriteAsync(http, HttpStatusCode.MethodNotAllowed, "Method not allowed");
        }
    }

    private static Task TooLargeAsync(HttpContext http)
    {
        var limit = http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
        return Problem.WriteAsync(
            http, HttpStatusCode.RequestEntityTooLarge, "Content too large", $"A body may have at most {limit} bytes.");
    }
}
