using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Cerniq.EInvoicing.Evidence;

namespace Cerniq.Functions.Tests.EFactura;

public sealed class EvidenceTests(FilingApp app) : IClassFixture<FilingApp>
{
    [Fact]
    public async Task A_filed_invoice_leaves_a_bundle_whose_every_file_is_in_the_manifest()
    {
        var queueId = await FileAsync("9101", "EV-1");
        var bundle = await app.GetAsync("/api/tenants/demo/invoices/9101/evidence");
        bundle.Status.ShouldBe(200, bundle.Text);
        bundle.ContentType.ShouldBe("application/zip");

        using var zip = new ZipArchive(new MemoryStream(bundle.Bytes));
        var manifest = Json(zip, "manifest.json");
        manifest.GetProperty("complete").GetBoolean().ShouldBeTrue(manifest.ToString());
        manifest.GetProperty("number").GetString().ShouldBe("EV-1");
        foreach (var file in manifest.GetProperty("files").EnumerateArray())
        {
            var bytes = Bytes(zip, file.GetProperty("name").GetString()!);
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)).ShouldBe(file.GetProperty("sha256").GetString());
            bytes.Length.ShouldBe(file.GetProperty("bytes").GetInt32());
        }

        zip.Entries.Count.ShouldBe(manifest.GetProperty("files").GetArrayLength() + 1);
        var seal = Json(zip, $"efactura/{queueId}/seal.json")[0];
        seal.GetProperty("state").GetString().ShouldBe("Holds");
        seal.GetProperty("isWhatWasSent").GetBoolean().ShouldBeTrue();
        Bytes(zip, $"efactura/{queueId}/receipt.pdf")[..5].ShouldBe("%PDF-"u8.ToArray(), "the readable form too, though nobody had asked for it");
    }

    [Fact]
    public async Task The_bundle_is_behind_a_link_that_needs_no_key_and_expires()
    {
        await FileAsync("9106", "EV 6/A");
        var (status, link, _) = await app.StepAsync(new Uri("/api/tenants/demo/invoices/9106/evidence", UriKind.Relative), FilingApp.DemoKey);
        status.ShouldBe(302);
        link!.OriginalString.ShouldMatch(@"/evidence-EV-6-A\.zip\?exp=\d+&sig=");
        (await app.StepAsync(link)).Status.ShouldBe(200);
        var forged = new Uri(link.OriginalString.Replace("exp=", "exp=1", StringComparison.Ordinal), UriKind.RelativeOrAbsolute);
        (await app.StepAsync(forged)).Status.ShouldNotBe(200);
    }

    [Fact]
    public async Task The_trail_in_the_bundle_tells_the_whole_filing_and_every_line_holds()
    {
        var queueId = await FileAsync("9102", "EV-2");
        using var zip = new ZipArchive(new MemoryStream((await app.GetAsync("/api/tenants/demo/invoices/9102/evidence")).Bytes));
        var lines = Bytes(zip, "audit.ndjson");
        var actions = new List<string>();
        foreach (var text in Encoding.UTF8.GetString(lines).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var line = ChainLine.TryRead(Encoding.UTF8.GetBytes(text)).ShouldNotBeNull();
            line.Holds.ShouldBeTrue();
            var entry = JsonSerializer.Deserialize<JsonElement>(line.Entry.Span);
            entry.GetProperty("subject").GetString().ShouldBe($"efactura/{queueId}");
            actions.Add(entry.GetProperty("action").GetString()!);
        }

        actions.ShouldContain("invoice_xml_generated");
        actions.ShouldContain("efactura_submitted");
        actions.ShouldContain("efactura_accepted");
        actions.Count(action => action == "efactura_submission").ShouldBe(2);
    }

    [Fact]
    public async Task The_same_evidence_gives_the_same_bytes()
    {
        await FileAsync("9103", "EV-3");
        var first = await app.GetAsync("/api/tenants/demo/invoices/9103/evidence");
        (await app.GetAsync("/api/tenants/demo/invoices/9103/evidence")).Bytes.ShouldBe(first.Bytes);
        var manifest = await app.GetAsync("/api/tenants/demo/invoices/9103/evidence/manifest");
        using var zip = new ZipArchive(new MemoryStream(first.Bytes));
        Bytes(zip, "manifest.json").ShouldBe(manifest.Bytes);
    }

    [Fact]
    public async Task The_command_line_checks_a_bundle_against_the_running_apps_log()
    {
        await FileAsync("9107", "EV-7");
        var bundle = (await app.GetAsync("/api/tenants/demo/invoices/9107/evidence")).Bytes;

        var sound = await InspectAsync(bundle);
        sound.ExitCode.ShouldBe(0, sound.Said);
        sound.Said.ShouldContain("the running app's audit log is sound and holds all");

        // Whoever writes trail and manifest anew fools the manifest, and not the log.
        var forged = await InspectAsync(Forged(bundle));
        forged.ExitCode.ShouldBe(1, forged.Said);
        forged.Said.ShouldContain("does not bear the bundle out");
        (await InspectAsync(Forged(bundle), isOffline: true)).ExitCode.ShouldBe(0);
    }

    private async Task<(int ExitCode, string Said)> InspectAsync(byte[] bundle, bool isOffline = false)
    {
        using var folder = new TestFolder();
        var path = folder.File("bundle.zip");
        await System.IO.File.WriteAllBytesAsync(path, bundle);
        using var said = new StringWriter();
        string[] asked = isOffline ? [] : ["--app", app.Client.BaseAddress!.ToString(), "--key", FilingApp.AdminKey];
        var exitCode = await Cerniq.Cli.CerniqCommandLine.RunAsync(["evidence", path, .. asked], said, said, () => Stream.Null);
        return (exitCode, said.ToString());
    }

    /// <summary>The last line of the trail says something else, with hashes to match.</summary>
    private static byte[] Forged(byte[] bundle)
    {
        using var zip = new ZipArchive(new MemoryStream(bundle));
        var lines = Encoding.UTF8.GetString(Bytes(zip, "audit.ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var last = ChainLine.TryRead(Encoding.UTF8.GetBytes(lines[^1]))!;
        var another = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(last.Entry.Span).Replace("\"outcome\":\"", "\"outcome\":\"not ", StringComparison.Ordinal));
        var line = ChainLine.After(new ChainHead(last.Sequence - 1, last.Previous), another);
        lines[^1] = Encoding.UTF8.GetString(line.Write());
        var trail = Encoding.UTF8.GetBytes(string.Concat(lines.Select(text => text + "\n")));
        var (was, now) = (Hash(Bytes(zip, "audit.ndjson")), Hash(trail));
        var manifest = Encoding.UTF8.GetString(Bytes(zip, "manifest.json")).Replace(was, now, StringComparison.Ordinal).Replace(last.Hash, line.Hash, StringComparison.Ordinal);
        return Seal.Zip([.. zip.Entries.Select(entry => (entry.FullName, entry.FullName switch
        {
            "audit.ndjson" => trail,
            "manifest.json" => Encoding.UTF8.GetBytes(manifest),
            _ => Bytes(zip, entry.FullName),
        }))]);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));

    [Fact]
    public async Task What_is_not_there_yet_is_said()
    {
        var refused = EFacturaRouteTests.Invoice("EV-4").Replace("RO22354360", "RO22354361", StringComparison.Ordinal).Replace("\"Sector 3\"", "\"\"", StringComparison.Ordinal);
        var queueId = await app.SubmitAsync("9104", refused);
        await app.WaitAsync(queueId, "rejected", "accepted");
        var manifest = (await app.GetAsync("/api/tenants/demo/invoices/9104/evidence/manifest")).Json;
        manifest.GetProperty("complete").GetBoolean().ShouldBeFalse();
        manifest.GetProperty("missing")[0].GetString()!.ShouldContain("rejected");
    }

    [Fact]
    public async Task Nobody_gets_another_tenants_bundle()
    {
        await FileAsync("9105", "EV-5");
        var other = await app.NewTenantAsync("evidence-neighbour");
        foreach (var path in new[] { "evidence", "evidence/manifest" })
        {
            (await app.GetAsync($"/api/tenants/demo/invoices/9105/{path}", other)).Status.ShouldBe(404);
            (await app.GetAsync($"/api/tenants/evidence-neighbour/invoices/9105/{path}", other)).Status.ShouldBe(404);
            (await app.GetAsync($"/api/tenants/demo/invoices/9105/{path}", "wrong")).Status.ShouldBe(401);
        }
    }

    private async Task<long> FileAsync(string invoiceId, string number)
    {
        var queueId = await app.SubmitAsync(invoiceId, EFacturaRouteTests.Invoice(number));
        await app.WaitAsync(queueId, "accepted");
        await Eventually.SeeAsync(
            () => app.GetAsync($"/api/tenants/demo/audit?subject=efactura/{queueId}&limit=200"),
            trail => trail.Json.GetProperty("items").EnumerateArray().Count(line => line.GetProperty("action").GetString() == "efactura_submission") == 2
                && trail.Text.Contains("\"efactura_accepted\"", StringComparison.Ordinal),
            "the whole trail of the filing");
        return queueId;
    }

    private static byte[] Bytes(ZipArchive zip, string name)
    {
        using var stream = zip.GetEntry(name).ShouldNotBeNull(name).Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static JsonElement Json(ZipArchive zip, string name) => JsonSerializer.Deserialize<JsonElement>(Bytes(zip, name));
}
