using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Cerniq.Sandbox.Http;

/// <summary>A request's fields, whether they came as JSON (under any content type), as a form or in the query; brackets nest.</summary>
internal static class LooseBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads the fields.</summary>
    /// <exception cref="JsonException">The body begins like JSON and is not, or names a field twice.</exception>
    public static async Task<JsonObject> ReadAsync(HttpRequest request, bool withQuery = false)
    {
        var text = (await RawAsync(request)).Trim();
        var fields = text.StartsWith('{') ? JsonNode.Parse(text, documentOptions: Strict)!.AsObject() : FromPairs(QueryHelpers.ParseQuery(text));
        if (withQuery)
        {
            foreach (var (name, value) in FromPairs(QueryHelpers.ParseQuery(request.QueryString.Value)).ToList())
            {
                fields[name] ??= value?.DeepClone();
            }
        }

        return fields;
    }

    public static async Task<string> RawAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
    }

    public static async Task<byte[]> BytesAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
        return bytes.ToArray();
    }

    public static JsonObject FromPairs(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> pairs)
    {
        var fields = new JsonObject();
        foreach (var (name, value) in pairs)
        {
            var path = name.Split(['[', ']'], StringSplitOptions.RemoveEmptyEntries);
            if (path.Length > 0)
            {
                Place(fields, path, value.ToString());
            }
        }

        return fields;
    }

    private static void Place(JsonObject fields, string[] path, string value)
    {
        var at = fields;
        foreach (var step in path[..^1])
        {
            if (at[step] is not JsonObject inner)
            {
                inner = [];
                at[step] = inner;
            }

            at = inner;
        }

        at[path[^1]] = value;
    }
}
