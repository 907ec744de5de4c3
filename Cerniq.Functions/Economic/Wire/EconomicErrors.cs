using System.Text.Json;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Economic.Wire;

/// <summary>One thing that e-conomic finds wrong.</summary>
/// <param name="Property">Which field. The code alone does not tell: <c>E04041</c> is a barred period under <c>Date</c> and a
/// missing account under <c>account</c>.</param>
/// <param name="Message">In e-conomic's words, at times in Danish.</param>
/// <param name="Hint">What to do about it.</param>
public sealed record EconomicError(string Property, string? Code, string Message, string? Hint)
{
    /// <summary>True when the period is closed or barred: a person must open it or choose another date.</summary>
    public bool IsBarredPeriod => Code == "E04041" && string.Equals(Property, "Date", StringComparison.OrdinalIgnoreCase);

    public override string ToString() => $"{Property}: {Message}{(Code is null ? "" : $" [{Code}]")}";
}

/// <summary>Reads errors out of the tree that mirrors the request, in the documented and in the newer shape.</summary>
public static class EconomicErrors
{
    private const int DeepestLevel = 32;

    /// <summary>What was wrong with the request of a failed call; empty when e-conomic did not say.</summary>
    public static IReadOnlyList<EconomicError> Of(ServiceException failure) => failure.Reply is { } reply ? Of(reply) : [];

    internal static IReadOnlyList<EconomicError> Of(ServiceReply reply)
    {
        var found = new List<EconomicError>();
        if (Parse(reply) is { } root && root.TryGetProperty("errors", out var errors))
        {
            Walk(errors, "", 0, found);
        }

        return found;
    }

    internal static JsonElement? Parse(ServiceReply reply)
    {
        if (reply.Kind != BodyKind.Json)
        {
            return null;
        }

        try
        {
            var body = JsonSerializer.Deserialize(BodySniffer.WithoutMark(reply.Body.Span), EconomicJson.Default.JsonElement);
            return body.ValueKind == JsonValueKind.Object ? body : null;
        }
        catch (JsonException)
        {
            // Broken JSON is reported by its status.
            return null;
        }
    }

    internal static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void Walk(JsonElement at, string field, int level, List<EconomicError> found)
    {
        if (level > DeepestLevel)
        {
            return;
        }

        if (at.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in at.EnumerateArray())
            {
                Walk(item, field, level + 1, found);
            }
        }
        else if (at.ValueKind == JsonValueKind.Object)
        {
            if ((Text(at, "errorMessage") ?? Text(at, "message")) is { } message)
            {
                found.Add(new EconomicError(Text(at, "propertyName") ?? field, Text(at, "errorCode"), message, Text(at, "developerHint")));
                return;
            }

            foreach (var property in at.EnumerateObject())
            {
                // These two are scaffolding; every other name is a field of the request.
                Walk(property.Value, property.Name is "errors" or "items" ? field : property.Name, level + 1, found);
            }
        }
    }
}
