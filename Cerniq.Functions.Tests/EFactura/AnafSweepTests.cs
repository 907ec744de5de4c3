using System.Text;
using System.Text.RegularExpressions;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.Audit;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Sandbox;
using Cerniq.Functions.Tests.Sandbox.Anaf;
using Cerniq.Functions.Tests.Services;
using Cerniq.LocalHost.Testing;

namespace Cerniq.Functions.Tests.EFactura;

/// <summary>The sweep against the stand-in, over real HTTP.</summary>
public sealed partial class AnafSweepTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    private const string Ours = "14399840";
    private const string Theirs = "34283300";

    /// <summary>Whose list no other test looks at.</summary>
    private const string Another = "22354360";
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly EFacturaBench _bench = new();
    private readonly ServiceCallers _callers = RealCallers.Create();
    private DurableTestHost _host = null!;
    private AnafMessageStore _messages = null!;
    private EFacturaAnaf _anaf = null!;

    public async Task InitializeAsync()
    {
        var at = sandbox.Http.BaseAddress!;
        await sandbox.ControlAsync("clock", new { speed = 10000 });
        await _bench.SetAsync(
            $$"""{ "company_cui": "{{Ours}}", "anaf_api_url": "{{at}}anaf/prod/FCTEL/rest/", "anaf_login_url": "{{at}}anaf/anaf-oauth2/v1/", "anaf_public_url": "{{at}}anaf/" }""");
        _host = await DurableTestHost.StartAsync(tasks => tasks.AddOrchestratorFunc<EFacturaKey, AnafAnswer>(
            nameof(EFacturaSubmission), (context, _) => context.WaitForExternalEvent<AnafAnswer>(EFacturaEvents.AnafAnswered)));
        _messages = new AnafMessageStore(_bench.Local.Tables, _bench.Store);
        _anaf = _bench.Anaf(_callers);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Tells_what_waits_shows_what_is_not_ours_and_fetches_what_was_received()
    {
        var entry = (await _bench.AddAsync(1)).Entry;
        var ours = await UploadAsync("A-1", Ours, Theirs);
        var stray = await UploadAsync("A-2", Ours, Theirs);
        await UploadAsync("B-1", Theirs, Ours);
        await _bench.ChangeAsync(entry, found => found with { Status = EFacturaStatus.Submitted, AnafIds = new AnafIds(ours) });
        await _host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(EFacturaSubmission), entry.Key, new Microsoft.DurableTask.StartOrchestrationOptions(entry.Key.InstanceId));

        var received = await SandboxHost.UntilAsync(async () =>
        {
            await Sweep().SweepAsync(EFacturaBench.Tenant, _host.Client, None);
            var (listed, _) = await _messages.ListAsync(EFacturaBench.Tenant, AnafMessageStore.Messages, 50, null, None);
            var (inbox, _) = await _messages.InboxAsync(EFacturaBench.Tenant, 50, null, None);
            return listed.Count == 3 && inbox is [{ Status: not InboxStatus.Listed }] ? inbox[0] : null;
        });

        received.Status.ShouldBe(InboxStatus.Stored, received.Problem);
        received.Invoice!.Number.ShouldBe("B-1");
        received.Invoice.Payable.ShouldBe(121m);
        received.Invoice.Seller.Code.ShouldBe("RO" + Theirs);
        (await _bench.Files.ReadAsync(received.Zip!, None)).Length.ShouldBeGreaterThan(1000);
        (await _messages.ListAsync(EFacturaBench.Tenant, AnafMessageStore.Strays, 50, null, None)).Items.ShouldHaveSingleItem().UploadIndex.ShouldBe(stray);
        await _host.AdvanceUntilIdleAsync();
        var told = (await _host.Client.GetInstanceAsync(entry.Key.InstanceId, getInputsAndOutputs: true))!.ReadOutputAs<AnafAnswer>();
        told!.State.ShouldBe(AnafAnswerState.Ok);
        (await ToFetchAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task An_invoice_under_a_seal_that_is_not_known_yet_is_kept_and_taken_without_another_download_once_it_is()
    {
        await UploadAsync("C-1", Theirs, Another);
        await _bench.SetAsync($$"""{ "company_cui": "{{Another}}", "environment": "production", "anaf_client_id": "up", "anaf_client_secret": "secret-up", "anaf_refresh_token": "refresh-up" }""");
        var unproven = await SandboxHost.UntilAsync(async () => await SweptAsync() is [{ Zip: not null } entry] ? entry : null);
        (unproven.Status, unproven.Xml).ShouldBe((InboxStatus.Listed, null));
        unproven.Problem!.ShouldContain("anaf_seal_fingerprints");
        for (var sweep = 0; sweep < 10; sweep++)
        {
            (await SweptAsync()).ShouldHaveSingleItem().Status.ShouldBe(InboxStatus.Listed);
        }

        var fingerprint = FingerprintIn().Match(unproven.Problem!).Value;
        await _bench.SetAsync($$"""{ "anaf_seal_fingerprints": "{{fingerprint}}" }""");
        await sandbox.ControlAsync("faults", new { service = "anaf", route = "descarcare", kind = "status", status = 503, rate = 1.0 });
        try
        {
            var stored = (await SweptAsync()).ShouldHaveSingleItem();
            (stored.Status, stored.Problem, stored.Invoice!.Number).ShouldBe((InboxStatus.Stored, null, "C-1"));
        }
        finally
        {
            await sandbox.Http.DeleteAsync(new Uri("/sandbox/faults", UriKind.Relative));
        }

        (await ToFetchAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task An_outage_of_a_weekend_makes_no_received_invoice_doubtful()
    {
        await _messages.RecordAsync(
            EFacturaBench.Tenant,
            AnafMessageStore.OfAnaf,
            [new AnafMessageRow("900", "800", TimeProvider.System.GetUtcNow(), MessageType.Received, "FACTURA PRIMITA", Theirs, Ours, "")],
            TimeProvider.System.GetUtcNow(),
            None);
        await _bench.SetAsync("""{ "anaf_api_url": "http://127.0.0.1:1/anaf/prod/FCTEL/rest/" }""");
        for (var sweep = 0; sweep < 12; sweep++)
        {
            await Inbox().FetchAsync(new CallScope(EFacturaBench.Tenant, "efactura/sweep", "c"), None);
        }

        var (inbox, _) = await _messages.InboxAsync(EFacturaBench.Tenant, 50, null, None);
        inbox.ShouldHaveSingleItem().Status.ShouldBe(InboxStatus.Listed);
        (await ToFetchAsync()).ShouldBe(1);
    }

    [GeneratedRegex("(?<=SHA-256 )[0-9A-Fa-f]{64}")]
    private static partial Regex FingerprintIn();

    private async Task<int> ToFetchAsync() => await _messages.ToFetchAsync(EFacturaBench.Tenant, None).CountAsync();

    /// <summary>What a look at ANAF leaves in the inbox.</summary>
    private async Task<IReadOnlyList<InboxEntry>> SweptAsync()
    {
        await _messages.RecordAsync(EFacturaBench.Tenant, AnafMessageStore.OfAnaf, [], TimeProvider.System.GetUtcNow().AddHours(-1), None);
        await Sweep().SweepAsync(EFacturaBench.Tenant, _host.Client, None);
        return (await _messages.InboxAsync(EFacturaBench.Tenant, 50, null, None)).Items;
    }

    [Fact]
    public async Task Leaves_ANAF_alone_while_nobody_waits_and_the_list_was_read_lately()
    {
        await _messages.RecordAsync(EFacturaBench.Tenant, AnafMessageStore.OfAnaf, [], TimeProvider.System.GetUtcNow().AddMinutes(-10), None);
        await _bench.SetAsync("""{ "anaf_api_url": "http://127.0.0.1:1/anaf/prod/FCTEL/rest/" }""");

        (await Sweep().SweepAsync(EFacturaBench.Tenant, _host.Client, None)).ShouldBe(0);

        (await _messages.ListedUntilAsync(EFacturaBench.Tenant, AnafMessageStore.OfAnaf, None))!.Value.ShouldBeLessThan(TimeProvider.System.GetUtcNow().AddMinutes(-9));
    }

    [Fact]
    public async Task Does_not_believe_that_it_has_read_a_list_that_it_could_not_read()
    {
        await _bench.SetAsync("""{ "anaf_api_url": "http://127.0.0.1:1/anaf/prod/FCTEL/rest/" }""");

        await Sweep().SweepAsync(EFacturaBench.Tenant, _host.Client, None);

        (await _messages.ListedUntilAsync(EFacturaBench.Tenant, AnafMessageStore.OfAnaf, None)).ShouldBeNull();
    }

    [Fact]
    public async Task Leaves_to_Oblio_what_Oblio_filed()
    {
        await _messages.RecordAsync(EFacturaBench.Tenant, AnafMessageStore.OfAnaf, [], TimeProvider.System.GetUtcNow().AddMinutes(-10), None);
        var entry = (await _bench.AddAsync(1)).Entry;
        await _bench.ChangeAsync(entry, found => found with { Status = EFacturaStatus.Submitted, Route = EFacturaAdapters.Oblio, AnafIds = new AnafIds("5001") });

        (await Sweep().SweepAsync(EFacturaBench.Tenant, _host.Client, None)).ShouldBe(0);

        (await _messages.ListedUntilAsync(EFacturaBench.Tenant, AnafMessageStore.OfAnaf, None))!.Value
            .ShouldBeLessThan(TimeProvider.System.GetUtcNow().AddMinutes(-9), "ANAF was not asked");
    }

    [Fact]
    public async Task Reads_what_a_company_receives_that_files_through_Oblio_and_has_logged_in()
    {
        await _bench.SetAsync("""{ "environment": "production", "efactura_route": "OBLIO", "anaf_client_id": "up", "anaf_client_secret": "secret-up", "anaf_refresh_token": "refresh-up" }""");

        await Sweep().SweepAsync(EFacturaBench.Tenant, _host.Client, None);

        (await _messages.ListedUntilAsync(EFacturaBench.Tenant, AnafMessageStore.OfAnaf, None)).ShouldNotBeNull();
    }

    private InboxFetch Inbox() => new(
        _messages, _anaf, new SealCheck(new SealTrust(_bench.Local.Tables, _bench.Settings, _anaf, _bench.Connections)), _bench.Local.Blobs);

    private AnafSweep Sweep()
    {
        var tenants = new TenantDirectory(_bench.Local.Tables, _bench.Clock);
        return new AnafSweep(_bench.Lists, tenants, _bench.Settings, _bench.Logins(_callers), _anaf, _messages, Inbox(), TimeProvider.System);
    }

    private async Task<string> UploadAsync(string number, string seller, string buyer)
    {
        var at = sandbox.Http.BaseAddress!;
        var connection = new AnafConnection(
            new Uri(at, "anaf/prod/FCTEL/rest/"), new Uri(at, "anaf/"), new Uri(at, "anaf/anaf-oauth2/v1/"), "up", "secret-up", "refresh-up", seller);
        var client = new AnafClients(_callers, new AnafTokens(_callers, new Anaf.MemorySecrets())).For("up" + seller, connection);
        var outcome = await client.UploadAsync(Encoding.UTF8.GetBytes(AnafInvoice.Write(number, seller, buyer)), new UploadOptions(), None);
        return outcome.ShouldBeOfType<UploadOutcome.Accepted>().Index;
    }
}
