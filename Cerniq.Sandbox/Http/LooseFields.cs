using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cerniq.Sandbox.Http;

/// <summary>Reads fields that come as strings, numbers or booleans alike; an empty string is an absent one.</summary>
internal static class LooseFields
{
    public static string? Text(this JsonObject fields, string name) => fields[name] is JsonValue value ? Text(value) : null;

    public static decimal? Number(this JsonObject fields, string name) =>
        fields.Text(name) is { } text && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static bool Flag(this JsonObject fields, string name, bool absent = false) => fields.Text(name) switch
    {
        null => absent,
        var text => text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase),
    };

    public static DateOnly? Date(this JsonObject fields, string name) =>
        DateOnly.TryParseExact(fields.Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>A nested object with at least one field, or null.</summary>
    public static JsonObject? Object(this JsonObject fields, string name) => fields[name] is JsonObject { Count: > 0 } inner ? inner : null;

    /// <summary>The objects of an array, or of an object with numbered fields as a form gives.</summary>
    public static IReadOnlyList<JsonObject> Objects(this JsonObject fields, string name) => fields[name] switch
    {
        JsonArray array => [.. array.OfType<JsonObject>()],
        JsonObject numbered => [.. numbered.Select(static pair => pair.Value).OfType<JsonObject>()],
        _ => [],
    };

    private static string? Text(JsonValue value)
    {
        var text = value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>().Trim(),
            JsonValueKind.Number => value.ToJsonString(),
            JsonValueKind.True => "1",
            JsonValueKind.False => "0",
            _ => null,
        };
        return string.IsNullOrEmpty(text) ? null : text;
    }
}
