using System.CommandLine;
using Cerniq.EInvoicing.Identity;

namespace Cerniq.Cli.Commands;

/// <summary><c>cerniq cui</c>.</summary>
internal static class CuiCommand
{
    public static Command Create()
    {
        var code = new Argument<string>("CODE") { Description = "A Romanian tax code (CUI/CIF), with or without RO." };
        var command = new Command("cui", "Checks a Romanian tax code. Exit code 0: right, 1: wrong.") { code };
        command.SetAction(parsed => Check(parsed.GetRequiredValue(code), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Check(string code, TextWriter output, TextWriter error)
    {
        if (Cui.TryParse(code, out var cui))
        {
            output.WriteLine($"{cui.Digits} is a valid code; as a VAT identifier {cui.VatId}");
            return ExitCode.Ok;
        }

        error.WriteLine($"{code}: " + Cui.Diagnose(code) switch
        {
            CuiFault.Length => "a code has 2 to 10 digits and does not begin with 0",
            CuiFault.CheckDigit => "the check digit is wrong: compare the code with its source",
            CuiFault.Empty => "no code was given",
            _ => "a code is digits only, with or without RO before them",
        });
        return ExitCode.Invalid;
    }
}
