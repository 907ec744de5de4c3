using System.Text.Json;

namespace Cerniq.Functions.Tenants;

/// <summary>Reads what a caller wants changed against the catalogue.</summary>
internal static class SettingsPatch
{
    public static (IReadOnlyList<SettingChange> Changes, Dictionary<string, string[]> Errors) Read(JsonElement patch)
    {
        var changes = new Dictionary<string, SettingChange>(StringComparer.Ordinal);
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (patch.ValueKind != JsonValueKind.Object)
        {
            errors[""] = ["Settings are a JSON object of names and values."];
            return ([], errors);
        }

        foreach (var property in patch.EnumerateObject())
        {
            if (ReadOne(property, out var change) is { } error)
            {
                errors[property.Name] = [error];
            }
            else if (!changes.TryAdd(change!.Setting.Name, change))
            {
                errors[property.Name] = [$"«{change.Setting.Name}» is given more than once."];
            }
        }

        return ([.. changes.Values], errors);
    }

    private static string? ReadOne(JsonProperty property, out SettingChange? change)
    {
        change = null;
        if (SettingsCatalogue.Find(property.Name) is not { } setting)
        {
            return $"There is no setting «{property.Name}».{Nearest(property.Name)}";
        }

        if (property.Value.ValueKind == JsonValueKind.Null)
        {
            change = new SettingChange(setting, null);
            return null;
        }

        if (setting.Accepts(property.Value))
        {
            change = new SettingChange(setting, property.Value.Clone());
            return null;
        }

        return $"«{setting.Name}» must be {setting.Allowed}.";
    }

    private static string Nearest(string name)
    {
        var nearest = SettingsCatalogue.All
            .Where(setting => setting.Name.Contains(name, StringComparison.OrdinalIgnoreCase) || name.Contains(setting.Name, StringComparison.OrdinalIgnoreCase))
            .Select(setting => setting.Name)
            .ToList();
        return nearest.Count == 0 ? "" : $" Did you mean {string.Join(" or ", nearest)}?";
    }
}
