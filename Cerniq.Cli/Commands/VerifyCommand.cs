using System.CommandLine;
using Cerniq.Cli.Files;
using Cerniq.EInvoicing.Signatures;

namespace Cerniq.Cli.Commands;

/// <summary><c>cerniq verify</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var archive = new Argument<string>("RESPONSE.zip") { Description = "The archive downloaded from ANAF." };
        var invoice = new Option<string?>("--invoice") { Description = "The invoice that was sent: the archive must hold exactly these bytes." };
        var trust = new Option<string[]>("--trust")
        {
            Description = $"A certificate file (PEM or DER) or SHA-256 fingerprint to trust; also read from {SignerTrust.EnvironmentName}, separated by ';'.",
            AllowMultipleArgumentsPerToken = false,
        };
        var command = new Command("verify", "Checks the ministry's signature on a downloaded response, offline. Exit code 0: right and trusted, 1: not, 2: unreadable.")
        {
            archive, invoice, trust,
        };
        command.SetAction(parsed =>
        {
            var run = new Verification(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            return run.Execute(parsed.GetRequiredValue(archive), parsed.GetValue(invoice), parsed.GetValue(trust) ?? []);
        });
        return command;
    }

    private sealed class Verification(TextWriter output, TextWriter error)
    {
        private readonly InputFiles _input = new(() => Stream.Null);

        public int Execute(string path, string? invoicePath, string[] trust)
        {
            var (trusted, trustError) = SignerTrust.Load(trust, _input);
            if (trusted is null)
                return Unreadable(trustError);
            var (zip, unreadable) = _input.Read(new InputFile(path));
            if (zip is null)
                return Unreadable(unreadable);
            var problem = ResponseArchive.TryRead(zip, out var archive);
            if (archive is null)
                return Unreadable($"{path}: {InWords(problem)}");

            var verdict = MinistrySignature.Verify(archive.Content.Span, archive.Signature, trusted);
            var accepted = Report(archive, verdict);
            ReportContent(archive);
            if (invoicePath is null)
                return accepted ? ExitCode.Ok : ExitCode.Invalid;
            var (invoice, invoiceError) = _input.Read(new InputFile(invoicePath));
            if (invoice is null)
                return Unreadable(invoiceError);
            return Compare(archive, invoice, invoicePath) && accepted ? ExitCode.Ok : ExitCode.Invalid;
        }

        private bool Report(ResponseArchive archive, SignatureVerdict verdict)
        {
            var known = verdict.Status == SignatureStatus.UntrustedSigner && SignerTrust.IsKnownMinistryCertificate(verdict.Signer!.Sha256);
            output.WriteLine($"upload {archive.UploadIndex}: {(verdict.IsValid || known ? "signature valid" : "signature NOT accepted")}");
            output.WriteLine($"  {(known ? $"Signed by {verdict.Signer!.Name}, a certificate of the ministry (known by the first 64 bits of its fingerprint)." : verdict.Detail)}");
            if (verdict.Signer is { } signer)
            {
                output.WriteLine($"  certificate {signer.Subject}, issued by {signer.Issuer}");
                output.WriteLine($"  valid {signer.NotBefore:yyyy-MM-dd} to {signer.NotAfter:yyyy-MM-dd}, SHA-256 {signer.Sha256}");
            }

            if (verdict.Status == SignatureStatus.UntrustedSigner && !known)
                output.WriteLine("  The signature itself is sound. If you know this certificate, trust it: --trust " + verdict.Signer!.Sha256);
            return verdict.IsValid || known;
        }

        private void ReportContent(ResponseArchive archive)
        {
            if (AnafErrorFile.TryRead(archive.Content) is not { } errors)
                return;
            output.WriteLine("  the archive holds ANAF's rejection, not an invoice:");
            foreach (var message in errors.Errors)
                output.WriteLine("    " + message);
        }

        private bool Compare(ResponseArchive archive, byte[] invoice, string path)
        {
            var same = archive.Content.Span.SequenceEqual(invoice);
            output.WriteLine(same ? $"  {path} is byte for byte the signed content" : $"  {path} is NOT the signed content: the bytes differ");
            return same;
        }

        private int Unreadable(string? message)
        {
            error.WriteLine(message);
            return ExitCode.Unreadable;
        }

        private static string InWords(ArchiveProblem problem) => problem switch
        {
            ArchiveProblem.NotAnArchive => "not a ZIP archive, or a damaged one",
            ArchiveProblem.TooLarge => "larger than any real answer",
            ArchiveProblem.WrongNumberOfEntries => "an answer has exactly two files, the content and its signature",
            ArchiveProblem.UnexpectedEntry => "an answer holds {index}.xml and semnatura_{index}.xml, nothing else",
            ArchiveProblem.IndexMismatch => "content and signature name different uploads",
            ArchiveProblem.Corrupt => "a file in the archive is damaged (wrong checksum)",
            _ => problem.ToString(),
        };
    }
}
