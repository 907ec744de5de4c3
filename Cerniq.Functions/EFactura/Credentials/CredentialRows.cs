using System.Text.Json;
using Cerniq.Functions.EFactura.Migration;

namespace Cerniq.Functions.EFactura;

/// <summary>The source's table <c>tenant_configs</c> (<c>tenant_id, key, value</c>), as JSON or CSV.</summary>
internal static class CredentialRows
{
    private const string AppKey = "app_key";

    /// <summary>Of JSON: a list of rows, <c>{app_key?, rows:[…]}</c>, or the two values by name.</summary>
    /// <exception cref="CredentialImportException">It is none of these, or a value cannot be opened.</exception>
    public static SourceCredentials FromJson(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Array)
        {
            return FromRows([.. body.EnumerateArray().Select(Row)], null);
        }

        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new CredentialImportException("rows", "a list of rows of tenant_configs was expected.");
        }

        var appKey = Text(body, AppKey);
        return body.TryGetProperty("rows", out var rows) && rows.ValueKind == JsonValueKind.Array
            ? FromRows([.. rows.EnumerateArray().Select(Row)], appKey)
            : FromRows([.. body.EnumerateObject().Where(field => field.Name != AppKey).Select(field => new ConfigRow(null, field.Name, field.Value))], appKey);
    }

    /// <param name="appKey">Laravel's APP_KEY, when the values are sealed.</param>
    /// <exception cref="CredentialImportException">A value cannot be opened.</exception>
    public static SourceCredentials FromCsv(string text, string? appKey) =>
        FromRows([.. CsvTable.Read(text).Select(line => new ConfigRow(line.GetValueOrDefault("tenant_id"), line.GetValueOrDefault("key", ""), JsonSerializer.SerializeToElement(line.GetValueOrDefault("value", ""))))], appKey);

    private static SourceCredentials FromRows(IReadOnlyList<ConfigRow> rows, string? appKey)
    {
        if (rows.Select(row => row.TenantId).OfType<string>().Distinct(StringComparer.Ordinal).Count() > 1)
        {
            throw new CredentialImportException("tenant_id", "the rows are of several tenants; give those of one.");
        }

        var credentials = Value(rows, SourceCredentials.CredentialsKey, appKey);
        var signing = Value(rows, SourceCredentials.SigningKey, appKey);
        return credentials is null && signing is null
            ? throw new CredentialImportException("key", $"there is neither {SourceCredentials.CredentialsKey} nor {SourceCredentials.SigningKey}.")
            : SourceCredentials.Read(credentials, signing);
    }

    private static JsonElement? Value(IReadOnlyList<ConfigRow> rows, string key, string? appKey)
    {
        if (rows.LastOrDefault(row => row.Key == key) is not { } row)
        {
            return null;
        }

        if (row.Value.ValueKind != JsonValueKind.String)
        {
            return row.Value;
        }

        var text = row.Value.GetString()!;
        if (LaravelCrypt.IsSealed(text))
        {
            text = appKey is null
                ? throw new CredentialImportException(key, "the value is sealed by Laravel; give its APP_KEY as app_key (JSON) or in the header x-app-key (CSV).")
                : LaravelCrypt.Open(text, appKey) ?? throw new CredentialImportException(key, "the value was not sealed with this APP_KEY.");
        }

        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            throw new CredentialImportException(key, "the value is no JSON object.");
        }
    }

    private static ConfigRow Row(JsonElement row) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty("value", out var value)
            ? new ConfigRow(row.TryGetProperty("tenant_id", out var tenant) ? tenant.ToString() : null, Text(row, "key") ?? "", value)
            : throw new CredentialImportException("rows", "each row has tenant_id, key and value.");

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record ConfigRow(string? TenantId, string Key, JsonElement Value);
}
