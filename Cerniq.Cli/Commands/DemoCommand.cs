using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cerniq.Cli.Demo;
using Spectre.Console;

namespace Cerniq.Cli.Commands;

/// <summary><c>cerniq demo</c>: plays a deal against a running app and sandbox.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("DEAL.json") { Description = "The deal to post, as a sales app would. It gets a new id." };
        var app = Address("--app", "The app.", "http://127.0.0.1:7071");
        var sandbox = Address("--sandbox", "The stand-ins for the outside services.", "http://127.0.0.1:7072");
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "The app's data folder, where the demo tenant's key is kept unless CERNIQ_DEMO_TENANT_KEY gives it.",
            DefaultValueFactory = _ => new DirectoryInfo(".data"),
        };
        var command = new Command("demo", "Play a deal from CLOSING to PAID and show what it left behind.") { file, app, sandbox, data };
        command.SetAction((parsed, stop) => PlayAsync(
            parsed.GetValue(file)!, parsed.GetValue(app)!, parsed.GetValue(sandbox)!, parsed.GetValue(data)!, parsed.InvocationConfiguration, stop));
        return command;
    }

    private static Option<Uri> Address(string name, string description, string usual) =>
        new(name) { Description = description, DefaultValueFactory = _ => new Uri(usual), CustomParser = r => new Uri(r.Tokens[0].Value) };

    private static async Task<int> PlayAsync(
        FileInfo file, Uri app, Uri sandbox, DirectoryInfo data, InvocationConfiguration invocation, CancellationToken cancellationToken)
    {
        try
        {
            var deal = JsonNode.Parse(await File.ReadAllTextAsync(file.FullName, cancellationToken))!.AsObject();
            deal["negotiationId"] = $"DEMO-{Guid.NewGuid().ToString("N")[..8].ToUpperInvariant()}";
            using var client = new DemoClient(app, sandbox, await KeyAsync(data, cancellationToken));
            return await new DemoPlay(client, AnsiConsole.Console).RunAsync(deal, cancellationToken) ? ExitCode.Ok : ExitCode.Invalid;
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or JsonException)
        {
            await invocation.Error.WriteLineAsync($"cerniq demo: {failure.Message}");
            return ExitCode.Unreadable;
        }
    }

    private static async Task<string> KeyAsync(DirectoryInfo data, CancellationToken cancellationToken) =>
        Environment.GetEnvironmentVariable("CERNIQ_DEMO_TENANT_KEY") is { Length: > 0 } given
            ? given
            : (await File.ReadAllTextAsync(Path.Combine(data.FullName, "demo-tenant.key"), cancellationToken)).Trim();
}
