using System.CommandLine;
using System.Text;
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
        OfEnvironment(standardInput),
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

    private static Command OfEnvironment(Func<Stream> standardInput)
    {
        var file = new Argument<string?>("FILE.env")
        {
            Description = "NAME=value lines with the variables EFACTURA_…; this process's own environment when not given. - for standard input.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var (app, tenant, key) = (AppOptions.App(), AppOptions.Tenant(), AppOptions.Key());
        var command = new Command(
            "environment",
            "Takes over the variables EFACTURA_CLIENT_ID, _CLIENT_SECRET, _COMPANY_CUI, _ENVIRONMENT, _ENABLED, _AUTO_SUBMIT, _B2C_ENABLED, _RETRY_MAX_ATTEMPTS, "
            + "_POLLING_INTERVAL_MINUTES, _CERTIFICATE_PATH and _CERTIFICATE_PASSWORD. The certificate is read here, from a path relative to the file, and its "
            + "content sent. No secret is ever printed. Exit code 0: taken over, 1: the app refused them, 2: nothing could be read, or the app did not answer.")
        {
            file, app, tenant, key,
        };
        command.SetAction((parsed, stop) => EnvironmentAsync(
            parsed.GetValue(file), new Place("", parsed.GetRequiredValue(app), parsed.GetValue(key)), parsed.GetRequiredValue(tenant), standardInput, parsed.InvocationConfiguration, stop));
        return command;
    }

    private static async Task<int> EnvironmentAsync(
        string? file, Place place, string tenant, Func<Stream> standardInput, InvocationConfiguration streams, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, string> variables = OwnVariables();
        var folder = Directory.GetCurrentDirectory();
        var (app, whyNot) = AppConnection.Open(place.App, place.Key);
        if (file is not null)
        {
            (var bytes, whyNot) = whyNot is null ? new InputFiles(standardInput).Read(new InputFile(file)) : (null, whyNot);
            variables = EnvironmentFile.Lines(Encoding.UTF8.GetString(bytes ?? []));
            folder = file == InputFiles.StandardInput ? folder : Path.GetDirectoryName(Path.GetFullPath(file))!;
        }

        using (app)
        {
            if (app is not null && whyNot is null)
                return await new EnvironmentTakeOver(app, tenant, folder, streams.Output, streams.Error).RunAsync(variables, cancellationToken);
        }

        streams.Error.WriteLine(whyNot);
        return ExitCode.Unreadable;
    }

    private static Dictionary<string, string> OwnVariables() => Environment.GetEnvironmentVariables()
        .Cast<System.Collections.DictionaryEntry>()
        .ToDictionary(variable => (string)variable.Key, variable => variable.Value as string ?? "", StringComparer.Ordinal);

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
