using System.Collections.Immutable;
using System.Text.Json;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Tenants;

/// <summary>What each tenant has set: one row a tenant, secrets in the secret store.</summary>
public sealed class TenantSettings(ITableStore tables, ISecretStore secrets)
{
    private const string Table = "settings";
    private const string Row = "settings";

    public async Task<SettingsSnapshot> GetAsync(string tenant, CancellationToken cancellationToken) =>
        (await ReadAsync(tenant, cancellationToken)).Settings;

    /// <summary>Merges an object of settings into what is set; null resets one to its default. All of it or none.</summary>
    /// <param name="patch">A JSON object.</param>
    /// <returns>The settings as they are now, or what is wrong with each key.</returns>
    public async Task<SettingsChange> PutAsync(string tenant, JsonElement patch, CancellationToken cancellationToken)
    {
        var (changes, errors) = SettingsPatch.Read(patch);
        if (errors.Count > 0)
        {
            return new SettingsChange(null, errors, []);
        }

        foreach (var (setting, value) in changes.Where(change => change.Setting.IsSecret))
        {
            await secrets.SetAsync(tenant, setting.Name, value?.GetString(), cancellationToken);
        }

        var settings = await MergeAsync(tenant, changes, cancellationToken);
        return new SettingsChange(settings, errors, [.. changes.Select(change => change.Setting.Name)]);
    }

    /// <summary>A secret's value, or null when it is not set.</summary>
    public Task<string?> SecretAsync(string tenant, SecretSetting secret, CancellationToken cancellationToken) =>
        secrets.GetAsync(tenant, secret.Name, cancellationToken);

    private async Task<SettingsSnapshot> MergeAsync(
        string tenant, IReadOnlyList<SettingChange> changes, CancellationToken cancellationToken)
    {
        await foreach (var _ in Races.TriesAsync(cancellationToken))
        {
            var (now, etag) = await ReadAsync(tenant, cancellationToken);
            var next = Apply(now, changes);
            var body = CerniqJson.Write(new Stored(next.Values, next.SecretsSet));
            TableOperation write = etag is null ? new TableOperation.Insert(Row, body) : new TableOperation.Replace(Row, body, etag);
            if ((await tables.WriteAsync(Table, RowKey.Of(tenant), [write], cancellationToken)).Applied)
            {
                return next;
            }
        }

        throw new TimeoutException($"The settings of tenant {tenant} kept changing.");
    }

    private static SettingsSnapshot Apply(SettingsSnapshot settings, IReadOnlyList<SettingChange> changes)
    {
        foreach (var (setting, value) in changes)
        {
            settings = (setting.IsSecret, value) switch
            {
                (true, null) => settings with { SecretsSet = settings.SecretsSet.Remove(setting.Name) },
                (true, _) => settings with { SecretsSet = settings.SecretsSet.Add(setting.Name) },
                (false, null) => settings with { Values = settings.Values.Remove(setting.Name) },
                (false, { } set) => settings with { Values = settings.Values.SetItem(setting.Name, set) },
            };
        }

        return settings;
    }

    private async Task<(SettingsSnapshot Settings, string? ETag)> ReadAsync(string tenant, CancellationToken cancellationToken)
    {
        var row = await tables.GetAsync(Table, RowKey.Of(tenant), Row, cancellationToken);
        var stored = row is null ? Stored.Nothing : CerniqJson.Read<Stored>(row.Body);
        return (new SettingsSnapshot(tenant, stored.Values, stored.SecretsSet), row?.ETag);
    }

    private sealed record Stored(ImmutableSortedDictionary<string, JsonElement> Values, ImmutableSortedSet<string> SecretsSet)
    {
        public static readonly Stored Nothing = new(
            ImmutableSortedDictionary.Create<string, JsonElement>(StringComparer.Ordinal),
            ImmutableSortedSet.Create<string>(StringComparer.Ordinal));
    }
}

/// <param name="Settings">The settings after the change; null when it was refused.</param>
/// <param name="Errors">What is wrong, by key.</param>
/// <param name="Changed">Names of the settings that were written.</param>
public sealed record SettingsChange(
    SettingsSnapshot? Settings, IReadOnlyDictionary<string, string[]> Errors, IReadOnlyList<string> Changed);

/// <param name="Value">The new value; null resets the setting.</param>
internal sealed record SettingChange(Setting Setting, JsonElement? Value);
