using System.Buffers;
using System.CommandLine;
using System.Globalization;
using Cerniq.Cli.Bench;
using Cerniq.Cli.Files;
using Cerniq.EInvoicing.Calculation;
using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Ubl;
using Cerniq.EInvoicing.Validation;

namespace Cerniq.Cli.Commands;

/// <summary><c>cerniq bench</c>.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Time validation of these files instead of the built-in invoices.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("bench", "Measures validating, building and reading, warm, on one thread; one JSON line each.") { files };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var paths = parsed.GetValue(files) ?? [];
            return paths.Length == 0 ? BuiltIn(output) : Files(paths, output, error);
        });
        return command;
    }

    private static int BuiltIn(TextWriter output)
    {
        var (smallDraft, largeDraft) = (BuiltInInvoices.Draft(5), BuiltInInvoices.Draft(1000));
        var small = UblWriter.Write(InvoiceCalculator.Calculate(smallDraft));
        var large = UblWriter.Write(InvoiceCalculator.Calculate(largeDraft));
        Write(output, Measurement.Of("validate-5-lines", () => InvoiceValidator.Validate(small)));
        Write(output, Measurement.Of("validate-1000-lines", () => InvoiceValidator.Validate(large)));
        var target = new ArrayBufferWriter<byte>(large.Length);
        Write(output, Measurement.Of("build-5-lines", () => Build(smallDraft, target)));
        Write(output, Measurement.Of("build-1000-lines", () => Build(largeDraft, target)));
        Write(output, Measurement.Of("read-5-lines", () => UblReader.Read(small)));
        return ExitCode.Ok;
    }

    /// <summary>Calculates and writes into a buffer that is used again, as a service would: a new megabyte for each document would
    /// measure the garbage collector.</summary>
    private static void Build(Invoice draft, ArrayBufferWriter<byte> target)
    {
        target.ResetWrittenCount();
        UblWriter.Write(InvoiceCalculator.Calculate(draft), target);
    }

    private static int Files(string[] paths, TextWriter output, TextWriter error)
    {
        var exitCode = ExitCode.Ok;
        var input = new InputFiles(() => Stream.Null);
        foreach (var file in InputFiles.Expand(paths))
        {
            var (bytes, unreadable) = input.Read(file);
            if (bytes is null)
            {
                error.WriteLine(unreadable);
                exitCode = ExitCode.Unreadable;
                continue;
            }

            Write(output, Measurement.Of("validate-" + Path.GetFileName(file.Path), () => InvoiceValidator.Validate(bytes)));
        }

        return exitCode;
    }

    private static void Write(TextWriter output, Measurement measured)
    {
        var name = System.Text.Json.JsonEncodedText.Encode(measured.Name);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{{\"name\":\"{name}\",\"median_us\":{measured.MedianMicroseconds:0.000},\"min_us\":{measured.MinMicroseconds:0.000},\"allocated_bytes\":{measured.AllocatedBytes},\"iterations\":{measured.Iterations}}}"));
        output.Flush();
    }
}
