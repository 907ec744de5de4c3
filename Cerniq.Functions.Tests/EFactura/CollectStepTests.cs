using System.Text;
using Cerniq.Functions.Approvals;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.EFactura;

public sealed class CollectStepTests : IAsyncLifetime
{
    private const string Index = "5001";
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly byte[] Document = "<Invoice/>"u8.ToArray();
    private static readonly AnafAnswer Ok = new(Index, AnafAnswerState.Ok, "3001");
    private static readonly AnafAnswer Nok = new(Index, AnafAnswerState.Nok, "3001");

    private readonly EFacturaBench _bench = new();
    private readonly StubService _stub = new();
    private readonly Seal _ministry = new();
    private byte[] _zip = [];
    private EFacturaEntry _entry = null!;

    public async Task InitializeAsync()
    {
        await _bench.SetAsync("""{ "company_cui": "14399840" }""");
        _stub.On("/sandbox/anaf/certificate", _ministry.Pem)
            .On("/token", """{"access_token":"a","refresh_token":"r","token_type":"Bearer","expires_in":7776000}""")
            .On("/descarcare", _ => StubService.Bytes(_zip, "text/plain"));
        var entry = (await _bench.AddAsync(1)).Entry;
        var xml = await _bench.Files.KeepAsync(entry.Key, "invoice.xml", Document, EFacturaFiles.Xml, None);
        _entry = await _bench.ChangeAsync(
            entry, found => found with { Status = EFacturaStatus.Submitted, Xml = xml, AnafIds = new AnafIds(Index), NegotiationId = "N-1" });
    }

    public async Task DisposeAsync()
    {
        _ministry.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Accepts_and_archives_the_sealed_document_that_was_sent()
    {
        _zip = _ministry.Answer(Index, Document);

        var collected = await CollectAsync(Ok);

        collected.Outcome!.Accepted.ShouldBeTrue();
        var entry = await EntryAsync();
        entry.AnafIds.ShouldBe(new AnafIds(Index, "3001", Index));
        (await _bench.Files.ReadAsync(entry.Evidence.ShouldHaveSingleItem(), None)).ToArray().ShouldBe(_zip);
        (await CollectAsync(Ok)).Outcome!.Accepted.ShouldBeTrue();
        Downloads().ShouldBe(1);
    }

    [Fact]
    public async Task Doubts_a_sealed_document_that_is_not_the_one_that_was_sent()
    {
        _zip = _ministry.Answer(Index, "<Invoice>other</Invoice>"u8);

        var collected = await CollectAsync(Ok);

        collected.ShouldBe(new CollectResult(null, Words: collected.Words, InDoubt: true));
        (await EntryAsync()).Status.ShouldBe(EFacturaStatus.Submitted);
        (await EntryAsync()).LastError.ShouldBe(collected.Words, "who looks at the filing sees why it is not settled");
        (await OpenAlertsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Doubts_the_answer_of_another_upload()
    {
        _zip = _ministry.Answer("5002", Document);

        (await CollectAsync(Ok)).Words!.ShouldContain("5002");
        (await EntryAsync()).Status.ShouldBe(EFacturaStatus.Submitted);
    }

    [Fact]
    public async Task Fetches_an_answer_of_an_unknown_signer_once_and_accepts_it_when_the_signer_is_known()
    {
        await _bench.SetAsync("""{ "environment": "production", "anaf_client_id": "id", "anaf_client_secret": "secret", "anaf_refresh_token": "first" }""");
        _zip = _ministry.Answer(Index, Document);

        (await CollectAsync(Ok)).InDoubt.ShouldBeTrue();
        (await CollectAsync(Ok)).InDoubt.ShouldBeTrue();
        await _bench.SetAsync($$"""{ "anaf_seal_fingerprints": "{{_ministry.Fingerprint}}" }""");

        (await CollectAsync(Ok)).Outcome!.Accepted.ShouldBeTrue();
        Downloads().ShouldBe(1);
        (await OpenAlertsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Rejects_with_every_error_and_opens_a_task()
    {
        _zip = _ministry.Answer(Index, Errors("E: validari globale eroare regula: [BR-RO-110] judet", "tipAssert=FailedAssert; codEroare=BR-CO-15; localizareEroare=/Invoice/cbc:ID; textEroare=[BR-CO-15]-total"));

        var outcome = (await CollectAsync(Nok)).Outcome!;

        outcome.Rejected.ShouldBeTrue();
        outcome.Errors!.Select(error => error.Rule).ShouldBe(["BR-RO-110", "BR-CO-15"]);
        outcome.Errors!.ShouldAllBe(error => error.Fix!.Length > 0);
        outcome.Errors![1].Location.ShouldBe("/Invoice/cbc:ID");
        var task = (await _bench.Approvals.OfDealAsync(EFacturaBench.Tenant, "N-1", None)).ShouldHaveSingleItem();
        task.Kind.ShouldBe(ApprovalKind.EFacturaRejected);
        task.Status.ShouldBe(ApprovalStatus.Pending);
        task.Details!.Value.GetProperty("errors").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Takes_a_duplicate_for_the_success_it_tells_of()
    {
        _zip = _ministry.Answer(Index, Errors("Factura a mai fost transmisa anterior cu index=4001 si data incarcare=2026-11-19"));

        (await CollectAsync(Nok)).Adopted.ShouldBeTrue();

        var entry = await EntryAsync();
        entry.AnafIds.RemoteId.ShouldBe("4001");
        entry.DuplicateUpload.ShouldBe(Index);
        entry.Evidence.Count.ShouldBe(2);
        (await _bench.Approvals.OfDealAsync(EFacturaBench.Tenant, "N-1", None)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("bomb", "unpacks to more")]
    [InlineData("path", "with a path")]
    public async Task Doubts_a_hostile_archive_keeps_nothing_of_it_and_says_why(string kind, string words)
    {
        _zip = kind == "bomb"
            ? Seal.Zip(($"{Index}.xml", new byte[12_000_000]), ($"semnatura_{Index}.xml", [1]))
            : Seal.Zip(($"../../{Index}.xml", Document), ($"semnatura_{Index}.xml", [1]));

        var collected = await CollectAsync(Ok);

        collected.InDoubt.ShouldBeTrue();
        collected.Words!.ShouldStartWith("ANAF's answer cannot be opened: ");
        collected.Words.ShouldContain(words);
        (await EntryAsync()).Evidence.ShouldBeEmpty();
        var alert = (await _bench.Alerts.ListAsync(EFacturaBench.Tenant, AlertStatus.Open, 10, null, None)).Rows.ShouldHaveSingleItem();
        CerniqJson.Read<Alert>(alert.Body).Detail.ShouldBe(collected.Words);
    }

    [Fact]
    public async Task Tells_why_when_ANAF_sends_a_block_page_in_place_of_the_archive()
    {
        _zip = "<html>Request Rejected</html>"u8.ToArray();

        var collected = await _stub.Clock.RunAsync(CollectAsync(Ok));

        collected.Outcome.ShouldBeNull();
        collected.Words.ShouldNotBeNullOrEmpty();
        (await EntryAsync()).Status.ShouldBe(EFacturaStatus.Submitted);
    }

    [Fact]
    public async Task Refuses_a_receipt_that_is_a_web_page()
    {
        _stub.On("/FACT1/DA", "<html>Request Rejected</html>").On("/FACT1", "<html>Request Rejected</html>");
        var receipts = new EFacturaReceipts(_bench.Store, _bench.Files, _bench.Anaf(_stub));

        var (pdf, problem) = await _stub.Clock.RunAsync(receipts.GetAsync(_entry, None));

        pdf.ShouldBeNull();
        problem.ShouldNotBeNullOrEmpty();
        (await EntryAsync()).Receipt.ShouldBeNull();
    }

    private static byte[] Errors(params string[] messages) => Encoding.UTF8.GetBytes(
        $"""
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
        <header xmlns="mfp:anaf:dgti:efactura:mesajEroriFactuta:v1" Index_incarcare="{Index}" Cif_emitent="14399840">
            {string.Concat(messages.Select(message => $"<Error errorMessage=\"{message}\"/>"))}
        </header>
        """);

    private Task<CollectResult> CollectAsync(AnafAnswer answer)
    {
        var anaf = _bench.Anaf(_stub);
        var seals = new SealCheck(new SealTrust(_bench.Local.Tables, _bench.Settings, anaf, _bench.Connections));
        var step = new CollectStep(_bench.Store, _bench.Files, _bench.Adapters(_stub.Callers()), _bench.Settlement, new EFacturaAlerts(_bench.Alerts), seals);
        return step.RunAsync(new CollectRequest(_entry.Key, answer), None);
    }

    private Task<EFacturaEntry> EntryAsync() => _bench.Store.RequireAsync(_entry.Key, None);

    private int Downloads() => _stub.Requests.Count(sent => sent.Path.EndsWith("/descarcare", StringComparison.Ordinal));

    private async Task<int> OpenAlertsAsync() =>
        (await _bench.Alerts.ListAsync(EFacturaBench.Tenant, AlertStatus.Open, 10, null, None)).Rows.Count;
}
