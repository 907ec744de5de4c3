using Cerniq.EInvoicing.Signatures;
using Cerniq.Functions.Audit;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.EFactura;

public sealed class SealCheckTests : IAsyncLifetime
{
    private const string Index = "5001";
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly byte[] Document = "<Invoice/>"u8.ToArray();

    private readonly EFacturaBench _bench = new();
    private readonly StubService _stub = new();
    private readonly Seal _ministry = new();
    private string _shown = "";

    public async Task InitializeAsync()
    {
        await _bench.SetAsync("""{ "company_cui": "14399840" }""");
        _shown = _ministry.Pem;
        _stub.On("/sandbox/anaf/certificate", _ => StubService.Answer(_shown, mediaType: "application/x-pem-file"));
    }

    public async Task DisposeAsync()
    {
        _ministry.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Believes_the_certificate_that_the_stand_in_showed_first_and_asks_once()
    {
        (await OpenAsync(_ministry.Answer(Index, Document))).State.ShouldBe(SealState.Holds);
        (await OpenAsync(_ministry.Answer(Index, Document))).State.ShouldBe(SealState.Holds);

        _stub.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Does_not_believe_another_certificate_with_the_ministrys_name()
    {
        await OpenAsync(_ministry.Answer(Index, Document));
        using var forger = new Seal();
        _shown = forger.Pem;

        var opened = await OpenAsync(forger.Answer(Index, Document));

        opened.State.ShouldBe(SealState.UnknownSigner);
        opened.Problem!.ShouldContain(forger.Fingerprint);
    }

    [Fact]
    public async Task Does_not_believe_the_ministrys_name_in_production_until_its_fingerprint_is_set()
    {
        await _bench.SetAsync("""{ "environment": "production" }""");

        var opened = await OpenAsync(_ministry.Answer(Index, Document));
        opened.State.ShouldBe(SealState.UnknownSigner);
        opened.Problem!.ShouldContain("anaf_seal_fingerprints");

        await _bench.SetAsync($$"""{ "anaf_seal_fingerprints": "{{_ministry.Fingerprint}}" }""");
        (await OpenAsync(_ministry.Answer(Index, Document))).State.ShouldBe(SealState.Holds);
        _stub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Refuses_content_that_was_changed_after_it_was_sealed()
    {
        var opened = await OpenAsync(_ministry.Tampered(Index, Document, "<Invoice>1</Invoice>"u8));

        opened.State.ShouldBe(SealState.Broken);
        opened.Problem!.ShouldContain("not the one that was signed");
    }

    [Fact]
    public async Task Refuses_what_unpacks_to_more_than_any_answer()
    {
        var bomb = Seal.Zip(($"{Index}.xml", new byte[ResponseArchive.LargestBytes + 1]), ($"semnatura_{Index}.xml", [1]));

        bomb.Length.ShouldBeLessThan(100_000);
        (await OpenAsync(bomb)).Problem!.ShouldContain("unpacks to more");
    }

    [Theory]
    [InlineData("../../5001.xml")]
    [InlineData("/etc/5001.xml")]
    [InlineData("folder/5001.xml")]
    [InlineData("invoice.xml")]
    public async Task Refuses_entries_with_a_path_or_another_name(string name)
    {
        var opened = await OpenAsync(Seal.Zip((name, Document), ($"semnatura_{Index}.xml", ResponseSigner.Sign(Document, _ministry.Certificate))));

        opened.State.ShouldBe(SealState.Broken);
        opened.Problem!.ShouldContain("with a path");
    }

    [Fact]
    public async Task Refuses_what_is_no_archive()
    {
        (await OpenAsync("<html>Request Rejected</html>"u8.ToArray())).Problem!.ShouldContain("not a ZIP");
    }

    [Fact]
    public async Task Decides_nothing_while_the_certificate_cannot_be_had()
    {
        _shown = "<html>busy</html>";

        (await _stub.Clock.RunAsync(OpenAsync(_ministry.Answer(Index, Document)))).State.ShouldBe(SealState.Unchecked);
    }

    private Task<SealedAnswer> OpenAsync(byte[] zip)
    {
        var trust = new SealTrust(_bench.Local.Tables, _bench.Settings, _bench.Anaf(_stub), _bench.Connections);
        return new SealCheck(trust).OpenAsync(new CallScope(EFacturaBench.Tenant, "efactura/1", "c-1"), zip, None);
    }
}
