using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Oblio.Letters;

/// <summary>Whether a document goes to the client with a letter of ours. Oblio has no call that takes a subject or a text: it
/// writes by the account's own template. So a document whose request brings its own words is sent by the tenant's mail server.</summary>
internal static class OwnLetter
{
    /// <summary>True when somebody gave the document words and the tenant can send it; otherwise Oblio does.</summary>
    public static bool IsWanted(SettingsSnapshot set, string? subject, string? body) =>
        HasWords(subject, body) && set.Get(SettingsCatalogue.SmtpHost) is not null && Sender(set) is not null;

    public static bool HasWords(string? subject, string? body) =>
        !string.IsNullOrWhiteSpace(subject) || !string.IsNullOrWhiteSpace(body);

    public static string? Sender(SettingsSnapshot set) =>
        set.Get(SettingsCatalogue.AlertEmailFrom) ?? set.Get(SettingsCatalogue.CompanyEmail);
}
