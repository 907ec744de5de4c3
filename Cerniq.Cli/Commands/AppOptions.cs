using System.CommandLine;
using Cerniq.Cli.Http;

namespace Cerniq.Cli.Commands;

/// <summary>What commands need that call the running app.</summary>
internal static class AppOptions
{
    public static Option<string> App() => new("--app") { Description = "The app's address, such as http://127.0.0.1:7071.", Required = true };

    public static Option<string> Tenant() => new("--tenant") { Description = "Whose they are.", Required = true };

    public static Option<string?> Key() => new("--key")
    {
        Description = $"The key for --app: a tenant's or the admin's. Also read from {AppConnection.KeyVariable}, where other users of the machine do not see it.",
    };
}
