using System.Text.Json.Nodes;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Economic;

/// <summary>An answer before it is sent: it can be remembered under an Idempotency-Key.</summary>
internal sealed record EconomicReply(int Status, JsonNode? Body, string? Location = null)
{
    public static EconomicReply Ok(JsonNode body) => new(200, body);

    public static EconomicReply Refused(int status, string message, string code, TimeProvider time) =>
        new(status, EconomicAnswer.ErrorBody(status, message, code, time));
}

internal static class EconomicAnswer
{
    public static IResult Send(HttpContext context, EconomicReply reply)
    {
        if (reply.Location is { } location)
        {
            context.Response.Headers.Location = location;
        }

        return reply.Body is { } body
            ? Results.Text(body.ToJsonString(StoredJson.Options), "application/json", statusCode: reply.Status)
            : Results.StatusCode(reply.Status);
    }

    public static JsonObject ErrorBody(int status, string message, string code, TimeProvider time) => new()
    {
        ["message"] = message,
        ["errorCode"] = code,
        ["developerHint"] = "Inspect the message and correct your request.",
        ["logId"] = LogId(),
        ["httpStatusCode"] = status,
        ["errors"] = new JsonArray(),
        ["logTime"] = LogTime(time),
    };

    public static string LogId() => $"{Guid.NewGuid():N}"[..16] + "-DUB";

    /// <summary>Danish wall-clock time without an offset: an hour behind Romania all year round.</summary>
    public static string LogTime(TimeProvider time) => Clock.RomaniaTime.Of(time.GetUtcNow()).AddHours(-1).ToString("yyyy-MM-ddTHH:mm:ss");
}

/// <summary>A refusal with an HTTP status and e-conomic's code.</summary>
internal sealed class EconomicRefusal(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}
