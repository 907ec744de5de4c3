using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Cerniq.LocalHost.Http;

/// <summary>Answers with RFC 9457 problem details, for what the host itself refuses.</summary>
internal static class Problem
{
    /// <summary>Writes the answer, unless one has already begun.</summary>
    public static async Task WriteAsync(HttpContext http, HttpStatusCode status, string title, string? detail = null)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        var correlation = CorrelationId.Of(http);
        var (allow, retryAfter) = (http.Response.Headers.Allow, http.Response.Headers.RetryAfter);
        http.Response.Clear();
        http.Response.StatusCode = (int)status;
        http.Response.ContentType = "application/problem+json";
        http.Response.Headers[CorrelationId.Header] = correlation;
        http.Response.Headers.Allow = allow;
        http.Response.Headers.RetryAfter = retryAfter;
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        await http.Response.Body.WriteAsync(Render(http.Request.Path, status, title, detail, correlation), http.RequestAborted);
    }

    private static byte[] Render(PathString path, HttpStatusCode status, string title, string? detail, string correlation)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteString("title", title);
            json.WriteNumber("status", (int)status);
            if (detail is not null)
            {
                json.WriteString("detail", detail);
            }

            json.WriteString("instance", path.Value);
            json.WriteString("correlationId", correlation);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
