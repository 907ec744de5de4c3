using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Cerniq.EInvoicing.Evidence;

namespace Cerniq.EInvoicing.Tests.Cli;

public sealed class EvidenceCommandTests : IDisposable
{
    private static readonly byte[] Invoice = "<Invoice/>"u8.ToArray();
    private static readonly ChainLine Line = ChainLine.After(ChainHead.Before("acme"), """{"tenant":"acme","action":"efactura_accepted"}"""u8.ToArray());

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_bundle_that_is_what_its_manifest_says_is_accepted()
    {
        await CheckAsync();
        _run.ExitCode.ShouldBe(0, _run.Output + _run.Error);
        _run.Output.ShouldContain("invoice FCT-1: 2 files, all as the manifest says");
        _run.Output.ShouldContain($"1:{Line.Hash}");
    }

    [Fact]
    public async Task A_changed_file_is_named()
    {
        await CheckAsync(invoice: "<invoice/>"u8.ToArray());
        _run.ExitCode.ShouldBe(1);
        _run.Output.ShouldContain("invoice.xml was changed");
    }

    [Fact]
    public async Task A_trail_that_was_edited_together_with_its_manifest_is_named()
    {
        await CheckAsync(trail: Encoding.UTF8.GetString(Line.Write()).Replace("accepted", "rejected", StringComparison.Ordinal));
        _run.ExitCode.ShouldBe(1);
        _run.Output.ShouldContain("audit.ndjson: line 1 was changed");
    }

    [Theory]
    [InlineData("acme", "0000000000000000000000000000000000000000000000000000000000000000", "audit.ndjson does not end with entry 1:000")]
    [InlineData("other", null, "audit.ndjson: line 1 is not of tenant other")]
    public async Task A_trail_that_is_not_the_one_the_manifest_speaks_of_is_named(string tenant, string? head, string words)
    {
        await CheckAsync(head: head, tenant: tenant);
        _run.ExitCode.ShouldBe(1);
        _run.Output.ShouldContain(words);
    }

    [Fact]
    public async Task Lines_that_do_not_follow_one_another_are_named()
    {
        var stray = ChainLine.After(ChainHead.Before("acme") with { Sequence = 1 }, """{"tenant":"acme","action":"x"}"""u8.ToArray());
        var text = Encoding.UTF8.GetString(Line.Write());
        await CheckAsync(trail: $"{text}\n{Encoding.UTF8.GetString(stray.Write())}\n{text}");
        _run.ExitCode.ShouldBe(1);
        _run.Output.ShouldContain("audit.ndjson: line 2 does not follow the line before it");
        _run.Output.ShouldContain("audit.ndjson: line 3 is out of order");
    }

    [Fact]
    public async Task An_app_that_cannot_be_asked_is_exit_code_2()
    {
        await CheckAsync(more: null, asked: ["--app", "http://127.0.0.1:1", "--key", "k"]);
        _run.ExitCode.ShouldBe(2);
        _run.Error.ShouldContain("cannot be reached");
    }

    [Fact]
    public async Task A_file_that_nobody_named_is_named()
    {
        await CheckAsync(more: "extra.txt");
        _run.ExitCode.ShouldBe(1);
        _run.Output.ShouldContain("extra.txt is not in the manifest");
    }

    [Fact]
    public async Task What_is_not_complete_is_said()
    {
        await CheckAsync(missing: "\"ANAF has not accepted the invoice.\"");
        _run.ExitCode.ShouldBe(1);
        _run.Output.ShouldContain("not complete: ANAF has not accepted the invoice.");
    }

    [Fact]
    public async Task What_is_no_bundle_is_exit_code_2()
    {
        (await _run.RunAsync("evidence", _run.File("x.zip", "no zip"))).ExitCode.ShouldBe(2);
        (await _run.RunAsync("evidence", "/nowhere/to/be/found")).ExitCode.ShouldBe(2);
    }

    private async Task CheckAsync(byte[]? invoice = null, string? trail = null, string? more = null, string missing = "", string? head = null, string tenant = "acme", string[]? asked = null)
    {
        var lines = Encoding.UTF8.GetBytes((trail ?? Encoding.UTF8.GetString(Line.Write())) + "\n");
        var manifest = $$"""
            { "tenant": "{{tenant}}", "number": "FCT-1", "missing": [{{missing}}], "auditHead": { "sequence": 1, "hash": "{{head ?? Line.Hash}}" },
              "files": [ { "name": "audit.ndjson", "sha256": "{{Hash(lines)}}" }, { "name": "invoice.xml", "sha256": "{{Hash(Invoice)}}" } ] }
            """;
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "audit.ndjson", lines);
            Add(zip, "invoice.xml", invoice ?? Invoice);
            Add(zip, "manifest.json", Encoding.UTF8.GetBytes(manifest));
            if (more is not null)
                Add(zip, more, [1]);
        }

        await _run.RunAsync(["evidence", _run.File("bundle.zip", bytes.ToArray()), .. asked ?? []]);
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var stream = zip.CreateEntry(name).Open();
        stream.Write(content);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
