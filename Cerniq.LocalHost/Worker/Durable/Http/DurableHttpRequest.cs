using System.Text.Json.Serialization;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;

/// <summary>An HTTP call that an orchestrator makes. It is kept in the history as it is, with its headers and content.</summary>
public class DurableHttpRequest(HttpMethod method, Uri uri)
{
    [JsonPropertyName("method")]
    [JsonConverter(typeof(HttpMethodJson))]
    public HttpMethod Method { get; } = method ?? throw new ArgumentNullException(nameof(method));

    /// <summary>Absolute.</summary>
    [JsonPropertyName("uri")]
    public Uri Uri { get; } = uri ?? throw new ArgumentNullException(nameof(uri));

    /// <summary>With <c>Content-Type</c> for the content; without it the content is <c>text/plain</c>.</summary>
    [JsonPropertyName("headers")]
    [JsonConverter(typeof(HttpHeadersJson))]
    public IDictionary<string, StringValues>? Headers { get; set; }

    [JsonPropertyName("content")]
    public string? Content { get; set; }

    /// <summary>While the answer is 202 with a <c>Location</c>, that address is asked again, after <c>Retry-After</c> or else after the
    /// interval of host.json, and what it answers in the end is the answer.</summary>
    [JsonPropertyName("asynchronousPatternEnabled")]
    public bool AsynchronousPatternEnabled { get; set; }

    /// <summary>When and how to call again; null: whatever is answered is the answer.</summary>
    [JsonPropertyName("retryOptions")]
    public HttpRetryOptions? HttpRetryOptions { get; set; }

    /// <summary>Gives the bearer token of the call.</summary>
    [JsonPropertyName("tokenSource")]
    [JsonConverter(typeof(TokenSourceJson))]
    public TokenSource? TokenSource { get; set; }

    /// <summary>How long the call, with all asking again, may take; null: 100 seconds for each request.</summary>
    [JsonPropertyName("timeout")]
    public TimeSpan? Timeout { get; set; }
}
