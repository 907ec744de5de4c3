using Microsoft.Extensions.Configuration;

namespace Cerniq.LocalHost.Hosting.Configuration;

/// <summary>Finds and reads host.json.</summary>
internal static class HostFile
{
    private const string FileName = "host.json";

    /// <summary>Looks in AzureWebJobsScriptRoot, then beside the app, then in the content root. A setting
    /// "AzureFunctionsJobHost:…" (as an environment variable with double underscores) overrides the file.</summary>
    public static HostSettings Read(IConfiguration settings, string contentRoot)
    {
        var sources = new ConfigurationBuilder();
        if (Find(settings["AzureWebJobsScriptRoot"], AppContext.BaseDirectory, contentRoot) is { } file)
        {
            sources.AddJsonFile(file, optional: false, reloadOnChange: false);
        }

        sources.AddConfiguration(settings.GetSection("AzureFunctionsJobHost"));
        try
        {
            return new HostSettings(sources.Build());
        }
        catch (InvalidDataException damaged)
        {
            throw new HostConfigurationException(damaged.InnerException?.Message ?? damaged.Message, damaged);
        }
    }

    private static string? Find(params ReadOnlySpan<string?> folders)
    {
        foreach (var folder in folders)
        {
            if (folder is not null && Path.Combine(Path.GetFullPath(folder), FileName) is var path && File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
