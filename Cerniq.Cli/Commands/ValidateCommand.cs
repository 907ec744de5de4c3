using System.CommandLine;
using Cerniq.Cli.Files;
using Cerniq.Cli.Rendering;
using Cerniq.EInvoicing.Validation;

namespace Cerniq.Cli.Commands;

/// <summary><c>cerniq validate</c>.</summary>
internal static class ValidateCommand
{
    public static Command Create(Func<Stream> standardInput)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "UBL invoices or credit notes, folders of them, or - for standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var profile = CommonOptions.Profile();
        var language = CommonOptions.Language();
        var json = new Option<bool>("--json") { Description = "One JSON line a file instead of text." };
        var noWarnings = new Option<bool>("--no-warnings") { Description = "Leave out rules that do not make an invoice invalid." };
        var command = new Command("validate", "Says which rules an invoice breaks. Exit code 0: all valid, 1: some invalid, 2: some unreadable.")
        {
            files, profile, json, noWarnings, language,
        };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var romanian = parsed.GetValue(language) == "ro";
            IVerdictWriter writer = parsed.GetValue(json) ? new JsonVerdictWriter(output, romanian) : new TextVerdictWriter(output, romanian);
            var run = new ValidationRun(new InputFiles(standardInput), CommonOptions.ProfileOf(parsed.GetValue(profile)), parsed.GetValue(noWarnings));
            return run.Execute(parsed.GetValue(files) ?? [], writer, parsed.InvocationConfiguration.Error);
        });
        return command;
    }
}

/// <summary>Validates many files on all cores and reports them in the order given.</summary>
internal sealed class ValidationRun(InputFiles input, ValidationProfile profile, bool noWarnings)
{
    private sealed record Outcome(InputFile File, ValidationResult? Result, string? Error);

    public int Execute(IEnumerable<string> paths, IVerdictWriter writer, TextWriter error)
    {
        var exitCode = ExitCode.Ok;
        var files = InputFiles.Expand(paths).ToArray();
        // One file is validated here and now: setting threads to work takes longer than that.
        var outcomes = files.Length == 1
            ? files.Select(Validate)
            : files.AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(Validate);
        foreach (var outcome in outcomes)
        {
            if (outcome.Result is null)
            {
                error.WriteLine(outcome.Error);
                exitCode = ExitCode.Unreadable;
                continue;
            }

            if (outcome.Result.Problem is { } problem)
                error.WriteLine($"{outcome.File.Path}: {problem}");
            writer.Write(outcome.File.Path, outcome.Result);
            if (!outcome.Result.Valid)
                exitCode = Math.Max(exitCode, ExitCode.Invalid);
        }

        writer.Finish();
        return exitCode;
    }

    private Outcome Validate(InputFile file)
    {
        var (bytes, error) = input.Read(file);
        if (bytes is null)
            return new Outcome(file, null, error);
        var result = InvoiceValidator.Validate(bytes, profile);
        return new Outcome(file, noWarnings ? result with { Violations = [.. result.Violations.Where(violation => violation.Severity != Severity.Warning)] } : result, null);
    }
}
