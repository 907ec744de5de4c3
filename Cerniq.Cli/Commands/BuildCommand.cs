using System.CommandLine;
using System.Text;
using Cerniq.Cli.Files;
using Cerniq.Cli.Rendering;
using Cerniq.EInvoicing.Building;
using Cerniq.EInvoicing.Simple;
using Cerniq.EInvoicing.Validation;

namespace Cerniq.Cli.Commands;

/// <summary><c>cerniq build</c>.</summary>
internal static class BuildCommand
{
    public static Command Create(Func<Stream> standardInput)
    {
        var file = new Argument<string>("INVOICE.json") { Description = "The invoice of POST /efactura/submit, alone or inside its request; - for standard input." };
        var target = new Option<string?>("--output", "-o") { Description = "Where the UBL goes; standard output when not given." };
        var language = CommonOptions.Language();
        var command = new Command("build", "Makes a CIUS-RO UBL document of an invoice in JSON. Nothing is written unless it is valid.") { file, target, language };
        command.SetAction(parsed =>
        {
            var streams = parsed.InvocationConfiguration;
            var build = new Build(streams.Output, streams.Error, parsed.GetValue(language) == "ro");
            return build.Run(new InputFiles(standardInput), parsed.GetRequiredValue(file), parsed.GetValue(target));
        });
        return command;
    }

    private sealed class Build(TextWriter output, TextWriter error, bool romanian)
    {
        public int Run(InputFiles input, string path, string? target)
        {
            var (json, unreadable) = input.Read(new InputFile(path));
            if (json is null)
            {
                error.WriteLine(unreadable);
                return ExitCode.Unreadable;
            }

            var mapped = SimpleInvoiceMapper.Read(json);
            Report(path, "warning", mapped.Warnings);
            Report(path, "error", mapped.Problems);
            if (mapped.Invoice is null)
                return ExitCode.Invalid;
            var built = InvoiceBuilder.Build(mapped.Invoice);
            if (built.Xml is not null)
                return Deliver(built.Xml, target);
            foreach (var problem in built.Problems)
                error.WriteLine($"{path}: error: {(romanian ? $"{problem.Path} ({problem.Term}): {problem.MessageRo}" : problem)}");
            if (built.Violations.Count > 0)
                new TextVerdictWriter(error, romanian).Write(path, new ValidationResult(WellFormed: true, StructureOk: true, built.Violations, Problem: null));
            return ExitCode.Invalid;
        }

        private int Deliver(byte[] xml, string? target)
        {
            if (target is null)
            {
                output.Write(Encoding.UTF8.GetString(xml));
                return ExitCode.Ok;
            }

            if (OutputFile.Write(target, xml) is { } failure)
            {
                error.WriteLine(failure);
                return ExitCode.Unreadable;
            }

            return ExitCode.Ok;
        }

        private void Report(string path, string kind, IReadOnlyList<SimpleProblem> problems)
        {
            foreach (var problem in problems)
            {
                var place = problem.Line > 0 ? $"{path}:{problem.Line}:{problem.Column}" : path;
                var field = problem.Field.Length > 0 ? problem.Field + ": " : "";
                error.WriteLine($"{place}: {kind}: {field}{(romanian ? problem.MessageRo : problem.MessageEn)}");
            }
        }
    }
}
