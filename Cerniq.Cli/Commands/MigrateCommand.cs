using System.CommandLine;
using Cerniq.Cli.Files;
using Cerniq.Cli.Http;
using Cerniq.Cli.Migration;

namespace Cerniq.Cli.Commands;

/// <summary><c>cerniq migrate</c>: what another system has, taken over by the running app.</summary>
internal static class MigrateCommand
{
    private const string AppKeyVariable = "APP_KEY";

    public static Command Create(Func<Stream> standardInput) => new("migrate", "Takes over into the running app what another system has. Each command may be repeated.")
    {
        Submissions(standardInput),
        Credentials(standardInput),
    };

    private static Command Submissions(Func<Stream> standardInput)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "CSV with a heading, or a JSON list, with the fields id, number, efactura_sent, efactura_id, efactura_sent_date and, "
                + "where known, issue_date and efactura_response; or with those of anaf_queue. - for standard input.",
        };
        var (app, tenant, key) = (AppOptions.App(), AppOptions.Tenant(), AppOptions.Key());
        var command = new Command(
            "submissions",
            "Takes over the invoices that another system has filed with ANAF, as accepted. What is there already stays as it is, so the same file "
            + "can be given again. Exit code 0: every row is there now, 1: some rows were refused (each is named with the reason), 2: nothing could be read, or the app did not take it.")
        {
            file, app, tenant, key,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var place = new Place(parsed.GetRequiredValue(file), parsed.GetRequiredValue(app), parsed.GetValue(key));
            return await RunAsync(place, standardInput, parsed.InvocationConfiguration, (bytes, connection) =>
                new SubmissionTakeOver(connection, parsed.GetRequiredValue(tenant), place.File, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error).RunAsync(bytes, stop));
        });
        return command;
    }

    private static Command Credentials(Func<Stream> standardInput)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "The rows efactura_credentials and efactura_signing of tenant_configs: CSV with the columns tenant_id, key and value, "
                + "a JSON list of such rows, or a JSON object of the two. - for standard input.",
        };
        var (app, tenant, key) = (AppOptions.App(), AppOptions.Tenant(), AppOptions.Key());
        var appKey = new Option<string?>("--app-key")
        {
            Description = $"Laravel's APP_KEY (base64:…), when it has sealed the values. Also read from the environment variable {AppKeyVariable}, where other users of the machine do not see it.",
        };
        var command = new Command(
            "credentials",
            "Takes over a tenant's certificate, key and ANAF credentials. No secret is ever printed. Exit code 0: taken over, 1: the app refused them, 2: nothing could be read, or the app did not answer.")
        {
            file, app, tenant, key, appKey,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var place = new Place(parsed.GetRequiredValue(file), parsed.GetRequiredValue(app), parsed.GetValue(key));
            var opening = parsed.GetValue(appKey) ?? Environment.GetEnvironmentVariable(AppKeyVariable);
            return await RunAsync(place, standardInput, parsed.InvocationConfiguration, (bytes, connection) =>
                new CredentialTakeOver(connection, parsed.GetRequiredValue(tenant), place.File, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error).RunAsync(bytes, opening, stop));
        });
        return command;
    }

    private static async Task<int> RunAsync(Place place, Func<Stream> standardInput, InvocationConfiguration streams, Func<byte[], AppConnection, Task<int>> take)
    {
        var (bytes, unreadable) = new InputFiles(standardInput).Read(new InputFile(place.File));
        var (app, whyNot) = bytes is null ? (null, unreadable) : AppConnection.Open(place.App, place.Key);
        if (bytes is null || app is null)
        {
            streams.Error.WriteLine(whyNot);
            return ExitCode.Unreadable;
        }

        using (app)
            return await take(bytes, app);
    }

    private sealed record Place(string File, string App, string? Key);
}
