using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cerniq.Cli.Http;
using Cerniq.Cli.Stuck;

namespace Cerniq.Cli.Commands;

/// <summary><c>cerniq stuck</c>: what has waited longer than it should.</summary>
internal static class StuckCommand
{
    private const int UsualSeconds = 600;
    private const int UsualTop = 100;
    private const string WhatHangs = "activity,retry,problem";
    private const string Anything = "any";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static Command Create()
    {
        var (app, key) = (AppOptions.App(), AppOptions.Key());
        var longerThan = new Option<int>("--longer-than") { Description = "How long is too long, in seconds.", DefaultValueFactory = _ => UsualSeconds };
        var waitingFor = new Option<string>("--waiting-for")
        {
            Description = "For what, comma-separated: activity, retry, problem (cannot go on), event, timer, orchestration (a child), start, resume; or any.",
            DefaultValueFactory = _ => WhatHangs,
        };
        var top = new Option<int>("--top") { Description = "At most so many, the longest waiting first.", DefaultValueFactory = _ => UsualTop };
        var json = new Option<bool>("--json") { Description = "One JSON line an instance instead of a table." };
        longerThan.Validators.Add(given => Check(given, "a number of seconds", least: 0));
        top.Validators.Add(given => Check(given, "a number from 1", least: 1));
        var command = new Command(
            "stuck",
            "Lists the orchestrations of a running app that have waited longer than they should, and for what: which activity, event or timer, since when, which attempt, the last error. "
            + "It takes the admin's key. Exit code 0: none, 1: some, 2: cannot be asked.")
        {
            app, key, longerThan, waitingFor, top, json,
        };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.InvocationConfiguration,
            AppConnection.Open(parsed.GetRequiredValue(app), parsed.GetValue(key)),
            new StuckQuestion(parsed.GetValue(longerThan), Kinds(parsed.GetRequiredValue(waitingFor)), parsed.GetValue(top)),
            parsed.GetValue(json),
            stop));
        return command;
    }

    private static void Check(OptionResult given, string what, int least)
    {
        if (given.Tokens is [var token] && !(int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least))
            given.AddError($"{given.Option.Name} is {what}, not '{token.Value}'.");
    }

    private static string? Kinds(string given) => given == Anything ? null : given;

    /// <param name="opened">The app, or why it cannot be asked.</param>
    internal static async Task<int> RunAsync(
        InvocationConfiguration streams, (AppConnection? App, string? WhyNot) opened, StuckQuestion question, bool asJson, CancellationToken cancellationToken)
    {
        using var app = opened.App;
        var (found, hasMore, whyNot) = app is null
            ? new StuckAnswer([], false, opened.WhyNot)
            : await new StuckSearch(app).FindAsync(question, cancellationToken);
        if (whyNot is not null)
        {
            streams.Error.WriteLine(whyNot);
            return ExitCode.Unreadable;
        }

        if (asJson)
            found.ToList().ForEach(instance => streams.Output.WriteLine(JsonSerializer.Serialize(instance, Json)));
        else
            Tell(streams.Output, found, hasMore, question);
        return found.Count == 0 ? ExitCode.Ok : ExitCode.Invalid;
    }

    private static void Tell(TextWriter output, IReadOnlyList<StuckInstance> found, bool hasMore, StuckQuestion question)
    {
        if (found.Count > 0)
            new StuckTable(output, TimeProvider.System.GetUtcNow()).Write(found);
        output.WriteLine(found.Count switch
        {
            0 => $"none has waited {question}",
            _ when hasMore => $"the first {found.Count} that have waited {question}; there may be more: give --top",
            1 => $"1 has waited {question}",
            _ => $"{found.Count} have waited {question}",
        });
    }
}
