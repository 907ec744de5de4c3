using System.Globalization;
using System.Net;
using Microsoft.DurableTask;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;

/// <summary>An HTTP call as a sequence of durable steps: an activity for each request, a timer before asking again.</summary>
internal static class HttpCall
{
    /// <summary>Name of the activity that makes the request.</summary>
    public const string Activity = "BuiltIn::HttpActivity";

    public static async Task<DurableHttpResponse> RunAsync(TaskOrchestrationContext context, DurableHttpRequest request, TimeSpan interval)
    {
        var began = context.CurrentUtcDateTime;
        var deadline = request.Timeout is { } limit && limit < DateTime.MaxValue - began ? began + limit : DateTime.MaxValue;
        var response = await AskAsync(context, request);
        while (request.AsynchronousPatternEnabled && response.StatusCode == HttpStatusCode.Accepted && Location(request, response) is { } location)
        {
            var next = context.CurrentUtcDateTime + Delay(context, response, interval);
            if (next >= deadline)
            {
                throw new TimeoutException(
                    $"{request.Uri.GetLeftPart(UriPartial.Path)} still answered 202 when the time-out of {request.Timeout} was up.");
            }

            await context.CreateTimer(next, CancellationToken.None);
            request = Again(request, location, request.Timeout is null ? null : deadline - context.CurrentUtcDateTime);
            response = await AskAsync(context, request);
        }

        return response;
    }

    private static Task<DurableHttpResponse> AskAsync(TaskOrchestrationContext context, DurableHttpRequest request) =>
        context.CallActivityAsync<DurableHttpResponse>(
            Activity, request, request.HttpRetryOptions is { } retry ? TaskOptions.FromRetryPolicy(retry.AsPolicy()) : null);

    private static Uri? Location(DurableHttpRequest request, DurableHttpResponse response) =>
        Header(response, "Location") is { } text && Uri.TryCreate(request.Uri, text, out var location) ? location : null;

    private static TimeSpan Delay(TaskOrchestrationContext context, DurableHttpResponse response, TimeSpan otherwise)
    {
        var text = Header(response, "Retry-After");
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            return otherwise;
        }

        var delay = at.UtcDateTime - context.CurrentUtcDateTime;
        return delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
    }

    private static string? Header(DurableHttpResponse response, string name) => response.Headers?
        .Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
        .Select(header => header.Value.ToString())
        .FirstOrDefault();

    /// <summary>The request by which to ask again. A function key opens one function only, and what proves who asks stays with whom it
    /// was meant for.</summary>
    private static DurableHttpRequest Again(DurableHttpRequest first, Uri location, TimeSpan? left)
    {
        var isStranger = Uri.Compare(first.Uri, location, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) != 0;
        bool Stays(string header) => header.ToUpperInvariant() switch
        {
            "X-FUNCTIONS-KEY" or "CONTENT-TYPE" => false,
            "AUTHORIZATION" or "COOKIE" => !isStranger,
            _ => true,
        };
        return new DurableHttpRequest(HttpMethod.Get, location)
        {
            Headers = first.Headers?.Where(header => Stays(header.Key))
                .ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase),
            AsynchronousPatternEnabled = true,
            HttpRetryOptions = first.HttpRetryOptions,
            TokenSource = isStranger ? null : first.TokenSource,
            Timeout = left,
        };
    }
}
