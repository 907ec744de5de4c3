using System.Text.Json;

namespace Cerniq.Functions.Lifecycle;

/// <summary>What a history line tells beside the states.</summary>
public static class TransitionMetadata
{
    /// <summary>Pairs of name and text; absent values are left out.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Of(params ReadOnlySpan<(string Name, string? Value)> facts)
    {
        var metadata = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in facts)
        {
            if (value is not null)
            {
                metadata[name] = JsonSerializer.SerializeToElement(value);
            }
        }

        return metadata;
    }
}
