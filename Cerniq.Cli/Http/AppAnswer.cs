using System.Net;
using System.Text.Json;

namespace Cerniq.Cli.Http;

/// <param name="Status">Null when there was no answer.</param>
/// <param name="WhyNot">Null for a success; otherwise what went wrong, in the app's own words where it has some.</param>
/// <param name="Fields">What the app said of single fields.</param>
internal sealed record AppAnswer(HttpStatusCode? Status, byte[] Body, string? WhyNot, IReadOnlyList<FieldFault> Fields)
{
    /// <summary>Where a list goes on: the value of <c>x-ms-continuation-token</c>; null at its end.</summary>
    public string? Continuation { get; init; }

    public static AppAnswer Of(HttpStatusCode status, byte[] body, string? continuation = null) => new(status, body, null, []) { Continuation = continuation };

    public static AppAnswer None(string whyNot) => new(null, [], whyNot, []);

    /// <param name="mediaType">Only a problem of the app's own is quoted, or a host's message; others on the way answer with whole pages.</param>
    public static AppAnswer Refused(HttpStatusCode status, byte[] body, string? mediaType)
    {
        var (detail, fields) = mediaType is "application/problem+json" or "application/json" ? Problem(body) : (null, []);
        var words = fields.Count > 0 ? string.Join("; ", fields.Select(field => $"{field.Name}: {field.Words}")) : detail;
        return new AppAnswer(status, body, $"answered {(int)status} {status}{(words is null ? "" : $": {words}")}", fields);
    }

    private static (string? Detail, IReadOnlyList<FieldFault> Fields) Problem(byte[] body)
    {
        try
        {
            var problem = JsonSerializer.Deserialize<ProblemDetails>(body, JsonSerializerOptions.Web);
            return (problem?.Detail ?? problem?.Message, [.. problem?.Errors?.SelectMany(field => field.Value.Select(words => new FieldFault(field.Key, words))) ?? []]);
        }
        catch (JsonException)
        {
            return ("an answer that cannot be read", []);
        }
    }

    /// <param name="Message">What the Functions host says instead of <paramref name="Detail"/>.</param>
    private sealed record ProblemDetails(string? Detail, string? Message, Dictionary<string, string[]>? Errors);
}

internal sealed record FieldFault(string Name, string Words);
