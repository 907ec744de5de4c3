using System.Text;
using Cerniq.Functions.Audit;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Tests.Services;

namespace Cerniq.Functions.Tests.EFactura;

public sealed class ListedUploadsTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly CallScope Scope = new(EFacturaBench.Tenant, "efactura/1", "c-1");

    private readonly EFacturaBench _bench = new();
    private readonly StubService _stub = new();
    private readonly Seal _ministry = new();
    private readonly Dictionary<string, byte[]> _documents = new(StringComparer.Ordinal);
    private string? _broken;

    public async Task InitializeAsync()
    {
        await _bench.SetAsync("""{ "company_cui": "14399840" }""");
        _stub.On("/token", """{"access_token":"a","refresh_token":"r","token_type":"Bearer","expires_in":7776000}""")
            .On("/listaMesajePaginatieFactura", _ => StubService.Answer(Listed()))
            .On("/descarcare", sent => Answer(sent.Query.Split("id=3")[1]));
    }

    public async Task DisposeAsync()
    {
        _ministry.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task All_who_are_in_doubt_at_one_time_share_a_reading_and_each_answer_is_fetched_once()
    {
        for (var i = 0; i < 30; i++)
        {
            _documents[$"{5000 + i}"] = Document(i);
        }

        var listed = Listing();
        var found = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => FindAsync(listed, i)));

        found.Select(search => search.RemoteId).ShouldBe(Enumerable.Range(0, 30).Select(i => $"{5000 + i}"));
        Calls("/descarcare").ShouldBe(30);
        Calls("/listaMesajePaginatieFactura").ShouldBeLessThanOrEqualTo(5);
        (await FindAsync(Listing(), 7)).RemoteId.ShouldBe("5007", "another host knows it too");
        Calls("/descarcare").ShouldBe(30);
    }

    [Fact]
    public async Task Finds_what_it_can_though_another_answer_cannot_be_had()
    {
        _documents["5001"] = Document(1);
        _documents["5002"] = Document(2);
        _broken = "5001";

        (await FindAsync(Listing(), 2)).RemoteId.ShouldBe("5002");
        var search = await FindAsync(Listing(), 3);

        search.RemoteId.ShouldBeNull();
        search.IsWhole.ShouldBeFalse("the one that could not be looked into may be it");
        search.Problem.ShouldNotBeNull();
    }

    [Fact]
    public async Task Says_that_it_is_not_there_once_all_was_looked_into()
    {
        _documents["5001"] = Document(1);

        (await FindAsync(Listing(), 3)).ShouldBe(new ListSearch(null, IsWhole: true, null));
    }

    [Fact]
    public async Task Leaves_an_upload_to_the_filing_it_belongs_to()
    {
        _documents["5001"] = Document(1);
        var entry = (await _bench.AddAsync(1)).Entry;
        await _bench.ChangeAsync(entry, found => found with { Status = EFacturaStatus.Submitted, AnafIds = new AnafIds("5001") });

        (await FindAsync(Listing(), 1)).RemoteId.ShouldBeNull();

        Calls("/descarcare").ShouldBe(0);
    }

    private static byte[] Document(int number) => Encoding.UTF8.GetBytes($"<Invoice>{number}</Invoice>");

    private ListedUploads Listing() => new(_bench.Store, _bench.Local.Tables, _bench.Anaf(_stub), _stub.Clock);

    private Task<ListSearch> FindAsync(ListedUploads listed, int number) =>
        listed.FindAsync(Scope, EFacturaFiles.Sha256(Document(number)), _stub.Clock.GetUtcNow(), cif: null, None);

    private int Calls(string path) => _stub.Requests.Count(sent => sent.Path.EndsWith(path, StringComparison.Ordinal));

    private HttpResponseMessage Answer(string digits) =>
        _documents.Single(document => document.Key.EndsWith(digits, StringComparison.Ordinal)) is { Key: var index, Value: var bytes } && index != _broken
            ? StubService.Bytes(_ministry.Answer(index, bytes), "application/zip")
            : StubService.Answer("""{"eroare":"S-au facut deja 10 descarcari de mesaj in cursul zilei","titlu":"Descarcare mesaj"}""");

    private string Listed()
    {
        var messages = _documents.Keys.Select(index =>
            $$"""{"data_creare":"202611201415","cif":"14399840","id_solicitare":"{{index}}","detalii":"Factura cu id_incarcare={{index}} emisa de cif_emitent=14399840 pentru cif_beneficiar=3","tip":"FACTURA TRIMISA","id":"3{{index[1..]}}"}""");
        return $$"""{"mesaje":[{{string.Join(',', messages)}}],"numar_total_pagini":1,"serial":"1","cui":"14399840","titlu":"Lista Mesaje"}""";
    }
}
