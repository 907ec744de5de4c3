using System.CommandLine;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Cerniq.EInvoicing.Evidence;

namespace Cerniq.Cli.Commands;

/// <summary><c>cerniq evidence</c>.</summary>
internal static class EvidenceCommand
{
    public static Command Create()
    {
        var bundle = new Argument<string>("BUNDLE.zip") { Description = "The bundle of GET /api/tenants/{tenant}/invoices/{id}/evidence." };
        var command = new Command("evidence", "Checks an evidence bundle against its manifest, offline. Exit code 0: complete and unchanged, 1: not, 2: unreadable.") { bundle };
        command.SetAction(parsed => new Inspection(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error).Execute(parsed.GetRequiredValue(bundle)));
        return command;
    }

    private sealed class Inspection(TextWriter output, TextWriter error)
    {
        private const string ManifestName = "manifest.json", TrailName = "audit.ndjson";
        private const long Largest = 256L * 1024 * 1024;

        private readonly List<string> _wrong = [];

        public int Execute(string path)
        {
            try
            {
                using var zip = ZipFile.OpenRead(path);
                using var manifest = JsonDocument.Parse(Read(zip.GetEntry(ManifestName) ?? throw new InvalidDataException($"it has no {ManifestName}")));
                Check(zip, manifest.RootElement);
                return Report(manifest.RootElement);
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
            {
                error.WriteLine($"{path}: is no evidence bundle that can be read: {e.Message}");
                return ExitCode.Unreadable;
            }
        }

        private void Check(ZipArchive zip, JsonElement manifest)
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
            if (zip.GetEntry(TrailName) is { } trail)
                CheckTrail(Read(trail));
        }

        private void CheckTrail(byte[] trail)
        {
            var number = 0;
            foreach (var range in trail.AsSpan().Split((byte)'\n'))
            {
                number++;
                var line = trail.AsMemory()[range];
                if (line.Length > 0 && ChainLine.TryRead(line) is not { Holds: true })
                    _wrong.Add($"{TrailName}: line {number} was changed");
            }
        }

        private int Report(JsonElement manifest)
        {
            var missing = manifest.GetProperty("missing").EnumerateArray().Select(what => what.GetString()!).ToList();
            output.WriteLine($"invoice {manifest.GetProperty("number").GetString()}: {manifest.GetProperty("files").GetArrayLength()} files, {(_wrong.Count == 0 ? "all as the manifest says" : "NOT as the manifest says")}");
            _wrong.ForEach(what => output.WriteLine("  " + what));
            missing.ForEach(what => output.WriteLine("  not complete: " + what));
            if (manifest.TryGetProperty("auditHead", out var head))
                output.WriteLine($"  the audit log must hold entry {head.GetProperty("sequence")}:{head.GetProperty("hash").GetString()} (cerniq audit verify --known)");
            return _wrong.Count == 0 && missing.Count == 0 ? ExitCode.Ok : ExitCode.Invalid;
        }

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
