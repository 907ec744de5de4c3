using System.Text.Json;

namespace Cerniq.Functions.Tenants;

/// <summary>The kinds of settings there are: how each is written and what it may be.</summary>
internal static class SettingKinds
{
    public static Setting<bool> Switch(string name, bool fallback, string description) =>
        new(name, "true or false", description, fallback, json => json.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? SettingValue.Of(json.GetBoolean())
            : default);

    public static Setting<int> Whole(string name, int fallback, int least, int most, string description) =>
        new(name, $"a whole number from {least} to {most}", description, fallback, json => ReadWhole(json, least, most));

    public static Setting<int?> WholeOrNone(string name, int least, int most, string description) =>
        new(name, $"a whole number from {least} to {most}", description, null, json =>
            ReadWhole(json, least, most) is { IsAllowed: true } read ? SettingValue.Of<int?>(read.Value) : default);

    public static Setting<decimal> Amount(string name, decimal fallback, string description) =>
        new(name, "an amount of 0 to 1000000000 with at most two decimals", description, fallback, json =>
            json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var amount)
                && amount is >= 0 and <= 1_000_000_000 && decimal.Round(amount, 2) == amount
                ? SettingValue.Of(amount)
                : default);

    public static Setting<string> Choice(string name, string fallback, string[] choices, string description) =>
        new(name, $"one of {string.Join(", ", choices)}", description, fallback, json =>
            json.ValueKind == JsonValueKind.String && choices.Contains(json.GetString(), StringComparer.Ordinal)
                ? SettingValue.Of(json.GetString()!)
                : default);

    public static Setting<string?> ChoiceOrNone(string name, string[] choices, string description) =>
        OrNone(Choice(name, choices[0], choices, description));

    public static Setting<string?> Text(string name, int most, string description) =>
        Text(name, $"text of 1 to {most} characters", text => text.Length <= most, description);

    /// <summary>Text that must also pass a rule, said in <paramref name="allowed"/>.</summary>
    public static Setting<string?> Text(string name, string allowed, Func<string, bool> rule, string description) =>
        new(name, allowed, description, null, json =>
            json.ValueKind == JsonValueKind.String && json.GetString() is { } text && !string.IsNullOrWhiteSpace(text)
                && !text.Any(char.IsControl) && rule(text)
                ? SettingValue.Of<string?>(text)
                : default);

    public static Setting<IReadOnlyList<int>> Minutes(string name, int[] fallback, string description) =>
        new(name, "a list of 1 to 20 whole numbers from 1 to 10080, in minutes", description, fallback, ReadMinutes);

    /// <summary>An https address that ends with a slash; plain http only to this machine.</summary>
    public static Setting<string?> Address(string name, string description) =>
        Text(name, "an https address that ends with / (http only to this machine)", IsAddress, description);

    private static Setting<string?> OrNone(Setting<string> one) =>
        new(one.Name, one.Allowed, one.Description, null, json => one.Read(json) is { IsAllowed: true } read
            ? SettingValue.Of<string?>(read.Value)
            : default);

    private static SettingValue<int> ReadWhole(JsonElement json, int least, int most) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var number) && number >= least && number <= most
            ? SettingValue.Of(number)
            : default;

    private static SettingValue<IReadOnlyList<int>> ReadMinutes(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() is < 1 or > 20)
        {
            return default;
        }

        var read = json.EnumerateArray().Select(item => ReadWhole(item, 1, 10_080)).ToList();
        return read.TrueForAll(item => item.IsAllowed)
            ? SettingValue.Of<IReadOnlyList<int>>([.. read.Select(item => item.Value)])
            : default;
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && text.EndsWith('/')
        && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
