using System.CommandLine;
using Cerniq.Cli.Commands;

namespace Cerniq.Cli;

/// <summary>The tool's commands. A new one is a class in <c>Commands/</c> and a line here.</summary>
internal static class CerniqCommandLine
{
    public static RootCommand Create(Func<Stream> standardInput) => new("Romanian e-invoices: validate, build, read and verify them, offline; move in from another system; see to a tenant's webhook at Revolut; and find what is stuck in a running app.")
    {
        ValidateCommand.Create(standardInput),
        BuildCommand.Create(standardInput),
        ShowCommand.Create(standardInput),
        VerifyCommand.Create(),
        DeadlineCommand.Create(),
        CuiCommand.Create(),
        AuditCommand.Create(standardInput),
        EvidenceCommand.Create(),
        MigrateCommand.Create(standardInput),
        RevolutCommand.Create(),
        StuckCommand.Create(),
        BenchCommand.Create(),
        DemoCommand.Create(),
    };

    /// <summary>Runs a command line; a mistake in it is exit code 2, as an unreadable file is.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, Func<Stream> standardInput)
    {
        var parsed = Create(standardInput).Parse(args);
        var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return parsed.Errors.Count > 0 ? ExitCode.Unreadable : exitCode;
    }
}

/// <summary>What the tool's exit codes mean.</summary>
internal static class ExitCode
{
    /// <summary>Everything is valid.</summary>
    public const int Ok = 0;

    /// <summary>Something is invalid.</summary>
    public const int Invalid = 1;

    /// <summary>A file or the command line could not be read.</summary>
    public const int Unreadable = 2;
}
