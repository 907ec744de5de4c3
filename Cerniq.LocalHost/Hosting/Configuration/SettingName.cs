using Microsoft.Extensions.Configuration;

namespace Cerniq.LocalHost.Hosting.Configuration;

/// <summary>Resolves "%Name%" in an attribute to the app setting of that name.</summary>
internal static class SettingName
{
    /// <summary>The setting's value, or the text itself when it names none.</summary>
    /// <exception cref="HostConfigurationException">The setting is missing.</exception>
    public static string Resolve(string text, IConfiguration settings)
    {
        if (text.Length < 3 || text[0] != '%' || text[^1] != '%')
        {
            return text;
        }

        var name = text[1..^1];
        return settings[name] is { Length: > 0 } value
            ? value
            : throw new HostConfigurationException($"The setting '{name}' that '{text}' asks for is missing.");
    }
}
