using System.Collections.Immutable;
using System.Text.Json;

namespace Cerniq.Functions.Tenants;

/// <summary>A tenant's settings at one moment; what is not set has its default.</summary>
/// <param name="Values">What is set, by name, without secrets.</param>
/// <param name="SecretsSet">Names of the secrets that are set.</param>
public sealed record SettingsSnapshot(
    string Tenant, ImmutableSortedDictionary<string, JsonElement> Values, ImmutableSortedSet<string> SecretsSet)
{
    /// <summary>The value that holds.</summary>
    public T Get<T>(Setting<T> setting) =>
        Values.TryGetValue(setting.Name, out var json) && setting.Read(json) is { IsAllowed: true } read ? read.Value : setting.Fallback;

    public bool IsSet(Setting setting) =>
        setting.IsSecret ? SecretsSet.Contains(setting.Name) : Values.ContainsKey(setting.Name);

    /// <summary>Text that must be there.</summary>
    /// <exception cref="TenantNotConfiguredException">It is not set.</exception>
    public string Require(Setting<string?> setting) =>
        Get(setting) ?? throw new TenantNotConfiguredException(Tenant, setting.Name);

    /// <summary>Everything as it is shown: effective values, and of secrets only whether they are set.</summary>
    public IReadOnlyDictionary<string, object?> Show()
    {
        var shown = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var setting in SettingsCatalogue.All)
        {
            shown[setting.Name] = setting switch
            {
                { IsSecret: true } => new SecretShown(SecretsSet.Contains(setting.Name)),
                _ when Values.TryGetValue(setting.Name, out var value) => value,
                _ => setting.Default,
            };
        }

        return shown;
    }

    private sealed record SecretShown(bool Set);
}
