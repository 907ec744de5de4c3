using System.Text.Json;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Tenants;
using Cerniq.LocalHost.Testing;

namespace Cerniq.Functions.Tests.EFactura;

/// <summary>The sweep over Oblio's list, against the stand-in.</summary>
public sealed class OblioSweepTests(FilingApp app) : IClassFixture<FilingApp>, IAsyncLifetime
{
    private const string Tenant = "demo";
    private static readonly CancellationToken None = CancellationToken.None;

    private DurableTestHost _host = null!;

    public async Task InitializeAsync() => _host = await DurableTestHost.StartAsync(tasks => tasks.AddOrchestratorFunc<EFacturaKey, AnafAnswer>(
        nameof(EFacturaSubmission), (context, _) => context.WaitForExternalEvent<AnafAnswer>(EFacturaEvents.AnafAnswered)));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Tells_what_waits_and_shows_what_Oblio_filed_without_us()
    {
        var client = app.Service<OblioClients>().For(Tenant, await app.Service<TenantConnections>().OblioAsync(Tenant, None));
        var ours = await FileAsync(client);
        var stray = await FileAsync(client);
        var entry = await WaitingAsync(ours.Index);

        (await app.Create<OblioSweep>().SweepAsync(Tenant, _host.Client, None)).ShouldBe(1);

        await _host.AdvanceUntilIdleAsync();
        var told = (await _host.Client.GetInstanceAsync(entry.Key.InstanceId, getInputsAndOutputs: true))!.ReadOutputAs<AnafAnswer>();
        told.ShouldBe(new AnafAnswer(ours.Index, AnafAnswerState.Ok, ours.DownloadId));
        var shown = await app.GetAsync($"/api/efactura/messages/{Tenant}?unknown=true");
        var message = shown.Json.GetProperty("messages").EnumerateArray().ShouldHaveSingleItem();
        message.GetProperty("upload_index").GetString().ShouldBe(stray.Index);
        message.GetProperty("type").GetString().ShouldBe("FACTURA TRIMISA");
        var all = (await app.GetAsync($"/api/efactura/messages/{Tenant}")).Json.GetProperty("messages").EnumerateArray();
        all.Single(line => line.GetProperty("upload_index").GetString() == ours.Index).GetProperty("queue_id").GetInt64().ShouldBe(entry.QueueId);
    }

    [Fact]
    public async Task Leaves_Oblio_alone_for_a_company_that_files_with_ANAF()
    {
        (await app.Create<OblioSweep>().SweepAsync("with-anaf", _host.Client, None)).ShouldBe(0);

        (await app.Service<AnafMessageStore>().ListedUntilAsync("with-anaf", AnafMessageStore.OfOblio, None)).ShouldBeNull();
    }

    /// <summary>An invoice that Oblio issued, sent, and that ANAF has answered.</summary>
    private static async Task<(string Index, string DownloadId)> FileAsync(OblioClient client)
    {
        var issued = await client.CreateInvoiceAsync(
            new OblioDocument
            {
                SeriesName = "FCT",
                IssueDate = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date),
                Client = new OblioParty
                {
                    Cif = "RO22354360", Name = "CLIENT SRL", Address = "Bd. Unirii 5", State = "Bucuresti", City = "Sector 3", VatPayer = true,
                },
                Products = [new OblioLine { Name = "Bilet concert", Price = 150m, Quantity = 2m, VatName = "Normala", VatPercentage = 21m, VatIncluded = false }],
            },
            None);
        var key = new OblioKey(OblioDocumentType.Invoice, issued.SeriesName, issued.Number);
        await client.SendEinvoiceAsync(key, None);
        var filed = await Eventually.SeeAsync(
            () => client.GetEinvoiceStatusAsync(key, None),
            seen => seen is { Status.State: OblioEinvoiceState.Accepted, IndexUpload: not null, IdDownload: not null },
            "ANAF's answer by way of Oblio");
        return (filed!.IndexUpload!, filed.IdDownload!);
    }

    private async Task<EFacturaEntry> WaitingAsync(string index)
    {
        var now = TimeProvider.System.GetUtcNow();
        var today = DateOnly.FromDateTime(now.Date);
        var (entry, _) = await app.Service<EFacturaStore>().AddAsync(
            Tenant,
            "sweep-1",
            1,
            (key, _) => Task.FromResult(new EFacturaEntry
            {
                Tenant = Tenant,
                QueueId = key.QueueId,
                InvoiceId = JsonSerializer.SerializeToElement("sweep-1"),
                InvoiceNumber = "FCT-1",
                IssueDate = today,
                Deadline = today.AddDays(5),
                Source = new StoredFile($"{key.Folder}/source.json", "00"),
                Route = "OBLIO",
                Status = EFacturaStatus.Submitted,
                AnafIds = new AnafIds(index),
                CreatedAt = now,
                CorrelationId = "c-1",
            }),
            None);
        await _host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(EFacturaSubmission), entry.Key, new Microsoft.DurableTask.StartOrchestrationOptions(entry.Key.InstanceId));
        return entry;
    }
}
