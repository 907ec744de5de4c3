using System.Text.Json;
using Cerniq.Functions.Storage;
using Microsoft.AspNetCore.Http;

namespace Cerniq.Functions.Api;

/// <summary>Reads a JSON body and, when it cannot, says where and why.</summary>
public static class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>As our own records, and null is not taken where a value belongs.</summary>
    private static readonly JsonSerializerOptions Shapes = new(CerniqJson.Options) { RespectNullableAnnotations = true };

    /// <returns>The value, or 415 for another content type, 413 over 5 MB, 400 with line and column for malformed JSON, 400
    /// with the field's path for a value of the wrong type.</returns>
    public static async Task<Body<T>> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!IsJson(request.ContentType))
        {
            return Problem.UnsupportedMediaType("application/json in UTF-8");
        }

        var body = await RequestBody.ReadAsync(request, cancellationToken);
        return body.Problem is { } problem ? problem : Parse<T>(body.Value);
    }

    /// <param name="check">What is wrong with the value, by field.</param>
    /// <returns>As above; 400 with all faults for a value that has any.</returns>
    public static async Task<Body<T>> ReadAsync<T>(
        HttpRequest request, Func<T, IReadOnlyDictionary<string, string[]>> check, CancellationToken cancellationToken)
    {
        var body = await ReadAsync<T>(request, cancellationToken);
        return body.Problem is null && check(body.Value) is { Count: > 0 } faults ? Problem.BadRequest(faults) : body;
    }

    internal static Body<T> Parse<T>(ReadOnlyMemory<byte> json)
    {
        json = WithoutMark(json);
        if (json.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return Problem.BadRequest("The body is empty; JSON was expected.");
        }

        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (JsonTexts.Broken(json.Span) is { } broken)
            {
                return broken;
            }

            var value = document.Deserialize<T>(Shapes);
            return value is null ? Problem.BadRequest("The body is null; a value was expected.") : new Body<T>(value, null);
        }
        catch (JsonException fault)
        {
            return fault.Path is null ? JsonFaults.Malformed(json.Span, fault) : JsonFaults.WrongType(fault, typeof(T));
        }
    }

    private static bool IsJson(string? contentType)
    {
        if (!Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type))
        {
            return false;
        }

        var isJson = type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);
        return isJson && (!type.Charset.HasValue || type.Charset.Value!.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> json) =>
        json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
}
