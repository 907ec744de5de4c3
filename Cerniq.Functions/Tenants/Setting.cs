using System.Text.Json;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Tenants;

/// <summary>One thing a tenant can set.</summary>
/// <param name="Name">Its key in <c>/api/tenants/{tenant}/settings</c>.</param>
/// <param name="Allowed">What it may be, in words, such as <c>true or false</c>.</param>
/// <param name="Description">One line for people.</param>
public abstract record Setting(string Name, string Allowed, string Description)
{
    /// <summary>The name the source documents use, where it is another; accepted when settings are written.</summary>
    public string? Alias { get; init; }

    /// <summary>True for credentials: they can be set but never read back.</summary>
    public virtual bool IsSecret => false;

    /// <summary>What holds when it is not set, as JSON; null when nothing does.</summary>
    public abstract JsonElement? Default { get; }

    /// <summary>True when this value may be stored.</summary>
    public abstract bool Accepts(JsonElement value);
}

/// <summary>A setting whose values are of one type.</summary>
/// <param name="Read">The value out of its JSON, or not allowed.</param>
public sealed record Setting<T>(string Name, string Allowed, string Description, T Fallback, Func<JsonElement, SettingValue<T>> Read)
    : Setting(Name, Allowed, Description)
{
    public override JsonElement? Default { get; } =
        Fallback is null ? null : JsonSerializer.SerializeToElement(Fallback, CerniqJson.Options);

    public override bool Accepts(JsonElement value) => Read(value).IsAllowed;
}

/// <summary>A credential. Kept in the secret store under its name; the settings only know that it is set.</summary>
public sealed record SecretSetting(string Name, string Description) : Setting(Name, "text of 1 to 16000 characters", Description)
{
    private const int MaxLength = 16_000;

    public override bool IsSecret => true;

    public override JsonElement? Default => null;

    public override bool Accepts(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString()!.Length is > 0 and <= MaxLength;
}

/// <summary>A value that was read, or (by default) the news that it is not allowed.</summary>
public readonly record struct SettingValue<T>(bool IsAllowed, T Value);

internal static class SettingValue
{
    public static SettingValue<T> Of<T>(T value) => new(true, value);
}
