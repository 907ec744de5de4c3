using System.IO.Compression;
using System.Text;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Sandbox;
using Cerniq.Functions.Tests.Sandbox.Anaf;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.Anaf;

/// <summary>The clients against the stand-in, over real HTTP.</summary>
public sealed class AnafContractTests(SandboxHost sandbox) : IClassFixture<SandboxHost>
{
    private readonly ServiceCallers callers = RealCallers.Create();

    [Fact]
    public async Task An_invoice_is_filed_followed_and_downloaded_with_its_signature()
    {
        await sandbox.ControlAsync("clock", new { speed = 10000 });
        var client = Client("filed");
        var xml = Encoding.UTF8.GetBytes(AnafInvoice.Write("FCT-0001"));

        var accepted = (await client.UploadAsync(xml, new UploadOptions(), CancellationToken.None)).ShouldBeOfType<UploadOutcome.Accepted>();
        var ok = await SandboxHost.UntilAsync(async () => await client.MessageStateAsync(accepted.Index, CancellationToken.None) as MessageState.Ok);
        using var zip = new ZipArchive(new MemoryStream((await client.DownloadAsync(ok.DownloadId, CancellationToken.None)).ToArray()));

        zip.Entries.Select(entry => entry.FullName).ShouldBe([$"{accepted.Index}.xml", $"semnatura_{accepted.Index}.xml"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_no_invoice_is_refused_in_ANAFs_words()
    {
        var refused = (await Client("words").UploadAsync("hello"u8.ToArray(), new UploadOptions(), CancellationToken.None)).ShouldBeOfType<UploadOutcome.Refused>();

        refused.Messages.ShouldHaveSingleItem().ShouldStartWith("Fisierul transmis nu este valid.");
    }

    [Fact]
    public async Task An_empty_list_is_empty()
    {
        var messages = new List<AnafMessage>();
        await foreach (var message in Client("empty", "14399840").ListMessagesAsync(
            TimeProvider.System.GetUtcNow().AddDays(-60), TimeProvider.System.GetUtcNow()))
        {
            messages.Add(message);
        }

        messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unknown_download_is_not_found()
    {
        var refused = await Should.ThrowAsync<ServiceException>(() => Client("unknown").DownloadAsync("123456", CancellationToken.None));

        refused.Fault.Kind.ShouldBe(FaultKind.NotFound);
    }

    [Fact]
    public async Task A_block_page_leaves_a_doubt()
    {
        await sandbox.ControlAsync("faults", new { service = "anaf", route = "/uploadb2c", kind = "html", count = 1 });

        var blocked = await Should.ThrowAsync<ServiceUnavailableException>(() => Client("blocked").UploadAsync(
            Encoding.UTF8.GetBytes(AnafInvoice.Write("FCT-0002")), new UploadOptions(B2C: true), CancellationToken.None));

        blocked.Fault.Ambiguous.ShouldBeTrue();
    }

    [Fact]
    public async Task The_login_is_refreshed_by_rotation()
    {
        var secrets = new MemorySecrets();
        var keeper = new AnafTokens(callers, secrets).For("rotated", Connection("rotated", "34283300"));

        var first = await keeper.GetAsync(CancellationToken.None);
        keeper.Reject(first);
        var second = await keeper.GetAsync(CancellationToken.None);

        second.Value.ShouldNotBe(first.Value);
        (await keeper.StateAsync(CancellationToken.None)).RefreshExpiresAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_registry_knows_some_and_not_others()
    {
        var registry = new VatRegistryClient(callers);
        var at = new Uri(sandbox.Http.BaseAddress!, "anaf/");

        var result = await registry.AskAsync("demo", at, [14399840, 10], new DateOnly(2026, 11, 20), CancellationToken.None);

        result.Found[14399840].ToAnafData().Denumire.ShouldNotBeEmpty();
        result.NotFound.ShouldBe([10L]);
        (await registry.FindAsync("demo", at, 10, new DateOnly(2026, 11, 20), CancellationToken.None)).ShouldBeNull();
    }

    private AnafClient Client(string tenant, string cif = "34283300") =>
        new AnafClients(callers, new AnafTokens(callers, new MemorySecrets())).For(tenant, Connection(tenant, cif));

    private AnafConnection Connection(string tenant, string cif)
    {
        var at = sandbox.Http.BaseAddress!;
        return new AnafConnection(
            new Uri(at, "anaf/prod/FCTEL/rest/"), new Uri(at, "anaf/"), new Uri(at, "anaf/anaf-oauth2/v1/"), tenant, $"secret-{tenant}", $"refresh-{tenant}", cif);
    }
}
