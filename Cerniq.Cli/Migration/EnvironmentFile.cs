using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cerniq.Cli.Migration;

/// <summary>The source's <c>EFACTURA_…</c> variables as settings: out of its <c>.env</c> file, or of this process's environment.</summary>
/// <param name="Settings">By the names the app takes them under.</param>
/// <param name="CertificatePath">Where the certificate lies on this machine; the path itself never leaves it.</param>
/// <param name="Unknown">Variables that nothing here asks for.</param>
internal sealed record EnvironmentFile(JsonObject Settings, string? CertificatePath, string? CertificatePassword, IReadOnlyList<string> Unknown)
{
    private const string Prefix = "EFACTURA_";

    private static readonly string[] Texts = ["CLIENT_ID", "CLIENT_SECRET", "COMPANY_CUI", "ENVIRONMENT"];
    private static readonly string[] Switches = ["ENABLED", "AUTO_SUBMIT", "B2C_ENABLED"];
    private static readonly string[] Numbers = ["RETRY_MAX_ATTEMPTS", "POLLING_INTERVAL_MINUTES"];

    public bool IsEmpty => Settings.Count == 0 && CertificatePath is null;

    /// <summary>Reads <c>NAME=value</c> lines; quotes, <c>export</c> and comments are as shells have them.</summary>
    public static IReadOnlyDictionary<string, string> Lines(string text)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            var named = line.StartsWith("export ", StringComparison.Ordinal) ? line["export ".Length..].TrimStart() : line;
            var cut = named.IndexOf('=', StringComparison.Ordinal);
            if (cut > 0 && named[0] != '#')
                found[named[..cut].TrimEnd()] = Value(named[(cut + 1)..].Trim());
        }

        return found;
    }

    /// <returns>What is wrong with a value by its variable's name; values are never quoted.</returns>
    public static (EnvironmentFile? Read, string? WhyNot) Of(IReadOnlyDictionary<string, string> variables)
    {
        var (settings, unknown) = (new JsonObject(), new List<string>());
        var given = variables.Where(v => v.Key.StartsWith(Prefix, StringComparison.Ordinal) && v.Value.Length > 0).OrderBy(v => v.Key, StringComparer.Ordinal);
        foreach (var (name, value) in given)
        {
            var own = name[Prefix.Length..];
            var setting = name.ToLowerInvariant();
            if (Texts.Contains(own, StringComparer.Ordinal))
                settings[setting] = value;
            else if (Switches.Contains(own, StringComparer.Ordinal))
            {
                if (Switch(value) is not { } on)
                    return (null, $"{name} is neither true nor false");
                settings[setting] = on;
            }
            else if (Numbers.Contains(own, StringComparer.Ordinal))
            {
                if (!int.TryParse(value, out var number))
                    return (null, $"{name} is no whole number");
                settings[setting] = number;
            }
            else if (own is not ("CERTIFICATE_PATH" or "CERTIFICATE_PASSWORD"))
                unknown.Add(name);
        }

        return (new EnvironmentFile(settings, Named("CERTIFICATE_PATH"), Named("CERTIFICATE_PASSWORD"), unknown), null);

        string? Named(string own) => variables.GetValueOrDefault(Prefix + own) is { Length: > 0 } value ? value : null;
    }

    /// <summary>The certificate's file as the app imports it: PEM as text, with the key where it holds one, anything else in base64.</summary>
    public JsonObject Credentials(byte[] certificate)
    {
        var credentials = new JsonObject();
        var text = Encoding.Latin1.GetString(certificate);
        credentials["certificate"] = text.Contains("-----BEGIN", StringComparison.Ordinal) ? text : Convert.ToBase64String(certificate);
        if (text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            credentials["private_key"] = text;
        if (CertificatePassword is { } password)
            credentials["password"] = password;
        return new JsonObject { ["efactura_credentials"] = credentials };
    }

    public override string ToString() => string.Join(", ", Settings.Select(setting => setting.Key));

    private static bool? Switch(string value) => value.ToLowerInvariant() switch
    {
        "true" or "1" or "yes" or "on" => true,
        "false" or "0" or "no" or "off" => false,
        _ => null,
    };

    private static string Value(string written)
    {
        if (written is [('"' or '\'') and var quote, ..] && written.IndexOf(quote, 1) is var end and > 0)
            return written[1..end];
        var comment = written.IndexOf(" #", StringComparison.Ordinal);
        return (comment < 0 ? written : written[..comment]).TrimEnd();
    }
}
