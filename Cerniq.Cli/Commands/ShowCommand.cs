using System.CommandLine;
using Cerniq.Cli.Files;
using Cerniq.Cli.Rendering;
using Cerniq.EInvoicing.Ubl;

namespace Cerniq.Cli.Commands;

/// <summary><c>cerniq show</c>.</summary>
internal static class ShowCommand
{
    public static Command Create(Func<Stream> standardInput)
    {
        var file = new Argument<string>("FILE") { Description = "A UBL invoice or credit note, or - for standard input." };
        var html = new Option<bool>("--html") { Description = "A page to print instead of text." };
        var command = new Command("show", "Shows an invoice to a person.") { file, html };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var path = parsed.GetRequiredValue(file);
            var (bytes, unreadable) = new InputFiles(standardInput).Read(new InputFile(path));
            if (bytes is null)
            {
                error.WriteLine(unreadable);
                return ExitCode.Unreadable;
            }

            var result = UblReader.Read(bytes);
            foreach (var problem in result.Problems)
                error.WriteLine($"{path}: {problem}");
            if (result.Partial is null)
                return ExitCode.Unreadable;
            if (parsed.GetValue(html))
                output.Write(InvoicePage.Html(result.Partial));
            else
                new InvoiceText(Terminal.On(output)).Write(result);
            return result.Problems.Count == 0 ? ExitCode.Ok : ExitCode.Invalid;
        });
        return command;
    }
}
