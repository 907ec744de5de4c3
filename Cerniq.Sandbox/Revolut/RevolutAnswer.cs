using System.Text.Json.Nodes;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Revolut;

/// <summary>A refusal with Revolut's code; nothing was written.</summary>
internal sealed class RevolutRefusal(int status, int code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public int Code { get; } = code;

    public static RevolutRefusal Missing(string field) => new(400, 3000, $"Required '{field}' is missing");
}

internal static class RevolutAnswer
{
    public static IResult Json(JsonNode body, int status = 200) => Results.Text(body.ToJsonString(StoredJson.Options), "application/json", statusCode: status);

    public static IResult Refused(RevolutRefusal refusal) =>
        Json(ErrorBody(refusal.Code, refusal.Message, withId: refusal.Status is 401 or 403 or 429 or >= 500), refusal.Status);

    public static JsonObject ErrorBody(int code, string message, bool withId)
    {
        var body = new JsonObject();
        if (withId)
        {
            body["error_id"] = $"{Guid.NewGuid()}";
        }

        body["code"] = code;
        body["message"] = message;
        return body;
    }

    /// <summary>ISO 8601 with microseconds.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ");

    /// <summary>A number without padding zeros: 10, -47.8.</summary>
    public static decimal Plain(decimal amount) => amount / 1.0000000000000000000000000000m;
}
