using Cerniq.Functions.Operations;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Mail;

/// <summary>Writes the letter about an alert, in the tenant's language.</summary>
internal static class AlertLetters
{
    private const string NoSender = "cerniq@localhost";

    public static MailLetter Write(string tenant, Alert alert, SettingsSnapshot set)
    {
        var language = set.Get(SettingsCatalogue.AlertEmailLanguage);
        var facts = new Dictionary<string, string>(alert.Facts ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            ["tenant"] = tenant,
            ["title"] = alert.Title,
            ["detail"] = alert.Detail,
            ["severity"] = AlertWords.In(language, alert.Severity.ToString()),
            ["subject"] = alert.Subject ?? "–",
            ["raised_at"] = alert.RaisedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'"),
            ["alert_id"] = alert.Id,
        };
        foreach (var name in AlertWords.Facts)
        {
            if (facts.TryGetValue(name, out var value))
            {
                facts[name] = AlertWords.In(language, value);
            }
        }

        var (subject, body) = MailTemplates.Render(MailTemplates.KeyOf(alert.Kind), language, facts);
        var from = set.Get(SettingsCatalogue.AlertEmailFrom) ?? NoSender;
        return new MailLetter(
            $"{tenant}.{alert.Id}.{alert.RaisedAt.UtcTicks}@{from[(from.IndexOf('@') + 1)..]}", from, Recipients(set), MailLetter.OneLine(subject), body, alert.RaisedAt, language);
    }

    private static string[] Recipients(SettingsSnapshot set) =>
        (set.Get(SettingsCatalogue.AlertEmailTo) ?? set.Get(SettingsCatalogue.CompanyEmail))
            ?.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
