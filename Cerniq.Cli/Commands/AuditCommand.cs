using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Cerniq.Cli.Files;
using Cerniq.Cli.Http;
using Cerniq.EInvoicing.Evidence;

namespace Cerniq.Cli.Commands;

/// <summary><c>cerniq audit verify</c>.</summary>
internal static class AuditCommand
{
    public static Command Create(Func<Stream> standardInput)
    {
        var source = new Argument<string?>("LOG.ndjson")
        {
            Description = "An exported log, or - for standard input; in place of --app.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var app = new Option<string?>("--app") { Description = "The address of the running app, such as http://127.0.0.1:7071, whose log is checked." };
        var tenant = new Option<string?>("--tenant") { Description = "Whose log it must be; needed with --app." };
        var key = AppOptions.Key();
        var known = new Option<string[]>("--known") { Description = "NUMBER:HASH of an entry known from earlier, which the log must still hold." };
        var verify = new Command("verify", "Checks the chain of hashes of an audit log and names the first broken entry. Exit code 0: sound, 1: broken, 2: unreadable.")
        {
            source, app, tenant, key, known,
        };
        verify.Validators.Add(given =>
        {
            if (given.GetValue(source) is null == given.GetValue(app) is null)
                given.AddError("Give either LOG.ndjson or --app.");
        });
        verify.SetAction((parsed, stop) => new Verification(parsed.InvocationConfiguration, standardInput).ExecuteAsync(
            new Question((parsed.GetValue(app) ?? parsed.GetValue(source))!, parsed.GetValue(app) is not null, parsed.GetValue(tenant), parsed.GetValue(key), parsed.GetValue(known) ?? []), stop));
        return new Command("audit", "The tamper-evident audit log.") { verify };
    }

    /// <param name="IsAddress">Said to be one; without --app it is seen by its form.</param>
    private sealed record Question(string Source, bool IsAddress, string? Tenant, string? Key, string[] Known);

    private sealed class Verification(InvocationConfiguration invocation, Func<Stream> standardInput)
    {
        public async Task<int> ExecuteAsync(Question question, CancellationToken cancellationToken)
        {
            var known = question.Known.Select(Head).ToList();
            if (known.Contains(null))
                return Unreadable("--known wants NUMBER:HASH, such as 17:9f86d081…");
            try
            {
                await using var log = await OpenAsync(question, cancellationToken);
                return await CheckAsync(log, question, [.. known.OfType<ChainHead>()], cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or InvalidOperationException)
            {
                return Unreadable($"{question.Source}: {e.Message}");
            }
        }

        private async Task<int> CheckAsync(Stream log, Question question, IReadOnlyList<ChainHead> known, CancellationToken cancellationToken)
        {
            using var lines = new LineReader(log);
            ChainCheck? check = null;
            while (await lines.NextAsync(cancellationToken) is { } line)
            {
                check ??= new ChainCheck(question.Tenant ?? TenantOf(line) ?? "", known);
                if (!check.Next(line))
                    break;
            }

            if (check is null)
                return Unreadable($"{question.Source}: there is no entry in it");
            if (check.End() is { } broken)
            {
                invocation.Output.WriteLine($"BROKEN at entry {broken.Sequence}: {broken.Reason}");
                invocation.Output.WriteLine($"  the {check.Head.Sequence} entries before it are sound");
                return ExitCode.Invalid;
            }

            invocation.Output.WriteLine($"sound: {check.Head.Sequence} entries, head {check.Head.Sequence}:{check.Head.Hash}");
            invocation.Output.WriteLine("  keep the head elsewhere: given with --known, it proves later that nothing was written anew or cut off");
            return ExitCode.Ok;
        }

        private async Task<Stream> OpenAsync(Question question, CancellationToken cancellationToken)
        {
            if (!question.IsAddress && question.Source == InputFiles.StandardInput)
                return standardInput();
            if (!question.IsAddress && !AppConnection.IsAddress(question.Source))
                return File.OpenRead(question.Source);
            var tenant = question.Tenant ?? throw new InvalidOperationException("--tenant is needed with --app");
            var (app, whyNot) = AppConnection.Open(question.Source, question.Key);
            using var connection = app ?? throw new InvalidOperationException(whyNot);
            var answer = await connection.SendAsync(HttpMethod.Get, AppConnection.TenantPath(tenant, "audit/export"), null, cancellationToken);
            return answer.WhyNot is null ? new MemoryStream(answer.Body) : throw new InvalidOperationException(answer.WhyNot);
        }

        private int Unreadable(string message)
        {
            invocation.Error.WriteLine(message);
            return ExitCode.Unreadable;
        }

        /// <summary>An export tells in every entry whose it is.</summary>
        private static string? TenantOf(ReadOnlyMemory<byte> line)
        {
            if (ChainLine.TryRead(line) is not { } read)
                return null;
            using var entry = JsonDocument.Parse(read.Entry);
            return entry.RootElement.TryGetProperty("tenant", out var tenant) ? tenant.ToString() : null;
        }

        private static ChainHead? Head(string text) =>
            text.Split(':') is [var number, { Length: 64 } hash] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
                ? new ChainHead(sequence, hash.ToLowerInvariant())
                : null;
    }
}
