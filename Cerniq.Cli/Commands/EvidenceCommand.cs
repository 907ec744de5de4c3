using System.CommandLine;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Cerniq.Cli.Evidence;
using Cerniq.Cli.Http;
using Cerniq.EInvoicing.Evidence;

namespace Cerniq.Cli.Commands;

/// <summary><c>cerniq evidence</c>.</summary>
internal static class EvidenceCommand
{
    public static Command Create()
    {
        var bundle = new Argument<string>("BUNDLE.zip") { Description = "The bundle of GET /api/tenants/{tenant}/invoices/{id}/evidence." };
        var app = new Option<string?>("--app") { Description = "The address of the running app, such as http://127.0.0.1:7071: its audit log must hold every entry of the bundle's." };
        var key = AppOptions.Key();
        var command = new Command(
            "evidence",
            "Checks an evidence bundle: every file against its manifest, its part of the audit log line by line and where it ends; with --app also against the "
            + "tenant's whole log in the running app. Exit code 0: complete and unchanged, 1: not, 2: unreadable, or the app did not answer.")
        {
            bundle, app, key,
        };
        command.SetAction((parsed, stop) => new Inspection(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error).ExecuteAsync(
            parsed.GetRequiredValue(bundle), parsed.GetValue(app), parsed.GetValue(key), stop));
        return command;
    }

    private sealed class Inspection(TextWriter output, TextWriter error)
    {
        private const string ManifestName = "manifest.json";
        private const long Largest = 256L * 1024 * 1024;

        private readonly List<string> _wrong = [];

        public async Task<int> ExecuteAsync(string path, string? app, string? key, CancellationToken cancellationToken)
        {
            try
            {
                using var zip = ZipFile.OpenRead(path);
                using var manifest = JsonDocument.Parse(Read(zip.GetEntry(ManifestName) ?? throw new InvalidDataException($"it has no {ManifestName}")));
                var trail = Check(zip, manifest.RootElement);
                var unanswered = app is null ? null : await AskAsync(app, key, manifest.RootElement, trail, cancellationToken);
                return Report(manifest.RootElement, trail, app) is var verdict && unanswered is null ? verdict : ExitCode.Unreadable;
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
            {
                error.WriteLine($"{path}: is no evidence bundle that can be read: {e.Message}");
                return ExitCode.Unreadable;
            }
        }

        private BundleTrail Check(ZipArchive zip, JsonElement manifest)
        {
            var named = new HashSet<string>(StringComparer.Ordinal) { ManifestName };
            foreach (var file in manifest.GetProperty("files").EnumerateArray())
            {
                var name = file.GetProperty("name").GetString()!;
                named.Add(name);
                if (!file.TryGetProperty("sha256", out var due))
                    continue;
                if (zip.GetEntry(name) is not { } entry)
                    _wrong.Add($"{name} is missing");
                else if (Convert.ToHexStringLower(SHA256.HashData(Read(entry))) != due.GetString())
                    _wrong.Add($"{name} was changed");
            }

            _wrong.AddRange(zip.Entries.Where(entry => !named.Contains(entry.FullName)).Select(entry => $"{entry.FullName} is not in the manifest"));
            var trail = BundleTrail.Read(zip.GetEntry(BundleTrail.Name) is { } lines ? Read(lines) : [], TenantOf(manifest), HeadOf(manifest));
            _wrong.AddRange(trail.Wrong);
            return trail;
        }

        /// <returns>Why the app could not be asked; null when it was.</returns>
        private async Task<string?> AskAsync(string address, string? key, JsonElement manifest, BundleTrail trail, CancellationToken cancellationToken)
        {
            var (app, whyNot) = AppConnection.Open(address, key);
            using (app)
            {
                if (app is not null)
                {
                    (var broken, whyNot) = await new RunningLog(app, TenantOf(manifest) ?? "").CheckAsync(trail.Heads, cancellationToken);
                    _wrong.AddRange(broken is null ? [] : [broken]);
                }
            }

            if (whyNot is not null)
                error.WriteLine(whyNot);
            return whyNot;
        }

        private int Report(JsonElement manifest, BundleTrail trail, string? app)
        {
            var missing = manifest.GetProperty("missing").EnumerateArray().Select(what => what.GetString()!).ToList();
            output.WriteLine($"invoice {manifest.GetProperty("number").GetString()}: {manifest.GetProperty("files").GetArrayLength()} files, {(_wrong.Count == 0 ? "all as the manifest says" : "NOT as the manifest says")}");
            _wrong.ForEach(what => output.WriteLine("  " + what));
            missing.ForEach(what => output.WriteLine("  not complete: " + what));
            if (_wrong.Count == 0 && app is not null)
                output.WriteLine($"  the running app's audit log is sound and holds all {trail.Heads.Count} entries of the bundle");
            else if (trail.Heads.Count > 0)
                output.WriteLine($"  the audit log must hold entry {trail.Heads[^1].Sequence}:{trail.Heads[^1].Hash} (ask it with --app, or give that to cerniq audit verify LOG.ndjson --known)");
            return _wrong.Count == 0 && missing.Count == 0 ? ExitCode.Ok : ExitCode.Invalid;
        }

        private static string? TenantOf(JsonElement manifest) => manifest.TryGetProperty("tenant", out var tenant) ? tenant.GetString() : null;

        private static ChainHead? HeadOf(JsonElement manifest) =>
            manifest.TryGetProperty("auditHead", out var head) && head.ValueKind == JsonValueKind.Object
                ? new ChainHead(head.GetProperty("sequence").GetInt64(), head.GetProperty("hash").GetString()!)
                : null;

        private static byte[] Read(ZipArchiveEntry entry)
        {
            if (entry.Length > Largest)
                throw new InvalidDataException($"{entry.FullName} unpacks to {entry.Length} bytes");
            using var bytes = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }
    }
}
