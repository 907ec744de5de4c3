using System.Diagnostics;
using System.Globalization;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Services;
using Cerniq.LocalHost.Testing;
using Xunit.Abstractions;

namespace Cerniq.Functions.Tests.EFactura;

/// <summary>One reading of the list tells every filing that waits.</summary>
/// <remarks>A thousand by default; CERNIQ_SWEEP sets another number, such as 10000.</remarks>
public sealed class AnafSweepLoadTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int PageSize = 500;
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly int Open =
        int.TryParse(Environment.GetEnvironmentVariable("CERNIQ_SWEEP"), CultureInfo.InvariantCulture, out var set) ? set : 1000;

    private readonly EFacturaBench _bench = new();
    private readonly StubService _stub = new();
    private DurableTestHost _host = null!;

    public async Task InitializeAsync()
    {
        await _bench.SetAsync("""{ "company_cui": "14399840" }""");
        _host = await DurableTestHost.StartAsync(tasks => tasks.AddOrchestratorFunc<EFacturaKey, AnafAnswer>(
            nameof(EFacturaSubmission), (context, _) => context.WaitForExternalEvent<AnafAnswer>(EFacturaEvents.AnafAnswered)));
        _stub.On("/token", """{"access_token":"a","refresh_token":"r","token_type":"Bearer","expires_in":7776000}""")
            .On("/listaMesajePaginatieFactura", sent => StubService.Answer(sent.Query.Contains("cif=34283300", StringComparison.Ordinal) ? Other() : Page(sent.Query)));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task All_open_filings_are_told_by_one_reading_of_the_list()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, Open), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) => await AddAsync(i, Index(i), null));
        await AddAsync(Open, "999", "34283300");

        var watch = Stopwatch.StartNew();
        var told = await Sweep().SweepAsync(EFacturaBench.Tenant, _host.Client, None);
        output.WriteLine($"{told} told in {watch.Elapsed.TotalSeconds:0.0} s by {Lists()} list calls and {_stub.Requests.Count - Lists()} others");

        told.ShouldBe(Open + 1, "the one of another seller is on that seller's list");
        Lists().ShouldBe(((Open + PageSize - 1) / PageSize) + 1);
        _stub.Requests.Count(sent => sent.Path.EndsWith("/stareMesaj", StringComparison.Ordinal)).ShouldBe(0);
    }

    private static string Index(int i) => (6_100_000_000 + i).ToString(CultureInfo.InvariantCulture);

    private async Task AddAsync(int invoice, string index, string? cif) => await _bench.Store.AddAsync(
        EFacturaBench.Tenant,
        $"{invoice}",
        1,
        (key, _) => Task.FromResult(_bench.Entry(key, invoice) with
        {
            Status = EFacturaStatus.Submitted,
            AnafIds = new AnafIds(index),
            Channel = new UploadChannel(false, false, false, false, cif),
        }),
        None);

    private AnafSweep Sweep()
    {
        var anaf = _bench.Anaf(_stub);
        var messages = new AnafMessageStore(_bench.Local.Tables, _bench.Store);
        var seals = new SealCheck(new SealTrust(_bench.Local.Tables, _bench.Settings, anaf, _bench.Connections));
        var inbox = new InboxFetch(messages, anaf, seals, _bench.Local.Blobs);
        return new AnafSweep(_bench.Lists, new TenantDirectory(_bench.Local.Tables, _bench.Clock), _bench.Settings, _bench.Logins(_stub.Callers()), anaf, messages, inbox, _stub.Clock);
    }

    private int Lists() => _stub.Requests.Count(sent => sent.Path.EndsWith("/listaMesajePaginatieFactura", StringComparison.Ordinal));

    private static string Page(string query)
    {
        var page = int.Parse(query.Split("pagina=")[1].Split('&')[0], CultureInfo.InvariantCulture);
        var first = (page - 1) * PageSize;
        return Listed(Enumerable.Range(first, Math.Min(PageSize, Open - first)).Select(Index), (Open + PageSize - 1) / PageSize);
    }

    private static string Other() => Listed(["999"], 1);

    private static string Listed(IEnumerable<string> indexes, int pages) =>
        $$"""{"mesaje":[{{string.Join(',', indexes.Select(Message))}}],"numar_total_pagini":{{pages}},"serial":"1","cui":"14399840","titlu":"Lista Mesaje"}""";

    private static string Message(string index) =>
        $$"""{"data_creare":"202611201415","cif":"14399840","id_solicitare":"{{index}}","detalii":"Factura cu id_incarcare={{index}} emisa de cif_emitent=14399840 pentru cif_beneficiar=3","tip":"FACTURA TRIMISA","id":"3{{index}}"}""";
}
