using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Api;

/// <summary>Says what was wanted at a place of a body, by the type that stands there.</summary>
internal static partial class JsonShapes
{
    /// <summary>The type at a path such as <c>$.lines[0].sku</c>, or null when the path leads nowhere.</summary>
    public static Type? At(Type root, string path)
    {
        Type? type = root;
        foreach (Match step in Steps().Matches(path))
        {
            if (type is null)
            {
                return null;
            }

            var shape = CerniqJson.Options.GetTypeInfo(type);
            type = step.Groups["index"].Success || shape.Kind == JsonTypeInfoKind.Dictionary
                ? shape.ElementType
                : shape.Properties.FirstOrDefault(property =>
                    property.Name.Equals(step.Groups["name"].Value, StringComparison.OrdinalIgnoreCase))?.PropertyType;
        }

        return type;
    }

    public static string Words(Type? type)
    {
        if (type is null)
        {
            return "a value of another shape";
        }

        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare switch
        {
            { IsEnum: true } => $"one of {string.Join(", ", Enum.GetValues(bare).Cast<object>().Select(value => Written(value, bare)))}",
            _ when bare == typeof(string) => "text",
            _ when bare == typeof(bool) => "true or false",
            _ when bare == typeof(int) || bare == typeof(long) => "a whole number",
            _ when bare == typeof(decimal) || bare == typeof(double) => "a number",
            _ when bare == typeof(DateOnly) => "a date, such as 2026-01-31",
            _ when bare == typeof(DateTimeOffset) || bare == typeof(DateTime) => "a date and time, such as 2026-01-31T10:00:00Z",
            _ when bare == typeof(Guid) => "a UUID",
            _ when bare == typeof(Uri) => "a URI",
            _ => CerniqJson.Options.GetTypeInfo(bare).Kind == JsonTypeInfoKind.Enumerable ? "a list" : "an object",
        };
    }

    /// <summary>A value's name as callers write it.</summary>
    private static string? Written(object value, Type type) => JsonSerializer.SerializeToElement(value, type, CerniqJson.Options).GetString();

    [GeneratedRegex(@"\.(?<name>[^.\[]+)|\['(?<name>[^']*)'\]|\[(?<index>\d+)\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Steps();
}
