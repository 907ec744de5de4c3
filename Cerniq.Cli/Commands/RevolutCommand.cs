using System.CommandLine;
using Cerniq.Cli.Http;
using Cerniq.Cli.Revolut;

namespace Cerniq.Cli.Commands;

/// <summary><c>cerniq revolut</c>: a tenant's webhook at Revolut, and the deliveries that were turned away.</summary>
internal static class RevolutCommand
{
    private const double UsualOverlapHours = 24;
    private const int UsualLimit = 100;

    public static Command Create() => new("revolut", "A tenant's webhook at Revolut, seen to through the running app.")
    {
        new Command("webhook", "Registers the webhook, changes its secret, lists what is registered.") { Register(), Rotate(), List() },
        new Command("refused", "Deliveries that were turned away: why, and another try.") { Refused(), Replay() },
    };

    private static Command Register()
    {
        var url = new Option<string?>("--url")
        {
            Description = "The public https address of the app's webhook route. When absent, what the app knows of itself (CERNIQ_PUBLIC_URL).",
        };
        return Calling(
            "register",
            "Registers the app's address with Revolut and keeps the signing secret in the app. An address that is registered already is taken over, secret and all. Exit code 0: registered, 1: refused, 2: no answer.",
            [url],
            (work, parsed, stop) => work.RegisterAsync(parsed.GetValue(url), stop));
    }

    private static Command Rotate()
    {
        var overlap = new Option<double>("--overlap")
        {
            Description = "For how many hours the former secret is still believed: 0 ends it at once, 168 is the most Revolut allows.",
            DefaultValueFactory = _ => UsualOverlapHours,
        };
        return Calling(
            "rotate",
            "Has Revolut make a new signing secret. Deliveries carry both signatures during the overlap, so that none is lost. Exit code 0: rotated, 1: refused, 2: no answer.",
            [overlap],
            (work, parsed, stop) => work.RotateAsync(parsed.GetValue(overlap), stop));
    }

    private static Command List() => Calling(
        "list", "Lists the webhooks of the business at Revolut (ten at most) and says which is ours.", [], (work, _, stop) => work.ListAsync(stop));

    private static Command Refused()
    {
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => UsualLimit };
        return Calling("list", "Counts the refused deliveries that are kept, by reason, and says what to see to.", [limit], (work, parsed, stop) => work.RefusedAsync(parsed.GetValue(limit), stop));
    }

    private static Command Replay() => Calling(
        "replay",
        "Has the kept deliveries judged again by the secret of now; those that are believed are taken. Exit code 0: all were taken, 1: some are still refused, 2: no answer.",
        [],
        (work, _, stop) => work.ReplayAsync(stop));

    private static Command Calling(
        string name, string description, IReadOnlyList<Option> options, Func<WebhookWork, ParseResult, CancellationToken, Task<int>> call)
    {
        var (app, tenant, key) = (AppOptions.App(), AppOptions.Tenant(), AppOptions.Key());
        var command = new Command(name, description) { app, tenant, key };
        foreach (var option in options)
            command.Options.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var streams = parsed.InvocationConfiguration;
            var (connection, whyNot) = AppConnection.Open(parsed.GetRequiredValue(app), parsed.GetValue(key));
            if (connection is null)
            {
                streams.Error.WriteLine(whyNot);
                return ExitCode.Unreadable;
            }

            using (connection)
                return await call(new WebhookWork(connection, parsed.GetRequiredValue(tenant), streams.Output, streams.Error), parsed, stop);
        });
        return command;
    }
}
