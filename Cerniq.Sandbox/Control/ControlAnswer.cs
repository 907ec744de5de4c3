using System.Text.Json.Nodes;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Control;

internal static class ControlAnswer
{
    public static IResult Refused(string why) => Results.Json(new { status = 400, title = "Bad Request", detail = why }, statusCode: 400, contentType: "application/problem+json");

    public static IResult Json(JsonNode body) => Results.Text(body.ToJsonString(StoredJson.Options), "application/json");
}
