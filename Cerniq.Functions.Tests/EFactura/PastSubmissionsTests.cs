using System.Text.Json;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.EFactura.Migration;

namespace Cerniq.Functions.Tests.EFactura;

public sealed class PastSubmissionsTests : IAsyncLifetime
{
    private const string Sent = """{ "id": 41, "number": "FAC-41", "efactura_sent": true, "efactura_id": "4001", "efactura_sent_date": "2025-03-04T10:00:00Z", "issued_at": "2025-03-01", "efactura_response": { "stare": "ok" } }""";

    private static readonly CancellationToken None = CancellationToken.None;

    private readonly EFacturaBench _bench = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task What_was_sent_is_taken_over_as_accepted()
    {
        (await TakeOverAsync(Sent)).Taken.ShouldBe(1);
        var entry = (await _bench.Store.LatestOfAsync(EFacturaBench.Tenant, "41", None)).ShouldNotBeNull();
        entry.Status.ShouldBe(EFacturaStatus.Accepted);
        entry.AnafIds.RemoteId.ShouldBe("4001");
        entry.InvoiceNumber.ShouldBe("FAC-41");
        entry.IssueDate.ShouldBe(new DateOnly(2025, 3, 1));
        entry.SubmittedAt.ShouldBe(new DateTimeOffset(2025, 3, 4, 10, 0, 0, TimeSpan.Zero));
        entry.AcceptedAt.ShouldBe(entry.SubmittedAt);
        (await _bench.Files.ReadAsync(entry.Evidence.ShouldHaveSingleItem(), None)).Length.ShouldBeGreaterThan(0);
        (await _bench.Store.FindByIndexAsync(EFacturaBench.Tenant, "4001", None))!.QueueId.ShouldBe(entry.QueueId);
        entry.IsUnfiled.ShouldBeFalse();
    }

    [Fact]
    public async Task The_same_list_again_changes_nothing()
    {
        await TakeOverAsync(Sent);
        var before = await _bench.Store.LatestOfAsync(EFacturaBench.Tenant, "41", None);
        var again = await TakeOverAsync(Sent, Sent);
        (again.Taken, again.Known).ShouldBe((0, 2));
        (await _bench.Store.LatestOfAsync(EFacturaBench.Tenant, "41", None))!.UpdatedAt.ShouldBe(before!.UpdatedAt);
    }

    [Fact]
    public async Task An_invoice_that_is_under_way_here_is_not_touched()
    {
        await _bench.AddAsync(41);
        (await TakeOverAsync(Sent)).Known.ShouldBe(1);
        (await _bench.Store.LatestOfAsync(EFacturaBench.Tenant, "41", None))!.Status.ShouldBe(EFacturaStatus.Queued);
    }

    [Theory]
    [InlineData("""{ "id": 1, "efactura_sent": false }""", "not sent")]
    [InlineData("""{ "efactura_sent": true, "efactura_id": "5" }""", "no id")]
    [InlineData("""{ "id": 1, "efactura_sent": true, "efactura_sent_date": "2025-01-01" }""", "no efactura_id")]
    [InlineData("""{ "id": 1, "efactura_sent": true, "efactura_id": "5", "efactura_sent_date": "soon" }""", "no efactura_sent_date")]
    [InlineData("""{ "id": 1, "status": "rejected", "remote_id": "5" }""", "rejected")]
    [InlineData("17", "no object")]
    public async Task A_row_that_is_no_past_submission_is_skipped_and_named(string row, string why)
    {
        var result = await TakeOverAsync(Sent, row);
        result.Taken.ShouldBe(1);
        var skipped = result.Skipped.ShouldHaveSingleItem();
        skipped.Row.ShouldBe(2);
        skipped.Why.ShouldContain(why);
    }

    [Fact]
    public async Task Rows_of_the_sources_queue_are_taken_too()
    {
        await TakeOverAsync("""{ "invoice_id": 77, "status": "accepted", "anaf_ids": { "remote_id": "ANAF-1", "download_id": "D-1" }, "accepted_at": "2025-11-16T10:05:00Z" }""");
        var entry = (await _bench.Store.LatestOfAsync(EFacturaBench.Tenant, "77", None))!;
        entry.AnafIds.ShouldBe(new AnafIds("ANAF-1", "D-1", "ANAF-1"));
    }

    [Fact]
    public async Task A_CSV_says_the_same()
    {
        var rows = CsvTable.Read("id,number,efactura_sent,efactura_id,efactura_sent_date,efactura_response\n41,\"FAC, 41\",True,4001,2025-03-04T10:00:00Z,\"{\"\"stare\"\":\"\"ok\"\"}\"\n");
        var result = await new PastSubmissions(_bench.Store, _bench.Files, _bench.Clock)
            .TakeOverAsync(EFacturaBench.Tenant, rows.Select(row => JsonSerializer.SerializeToElement(row)), "c", None);
        result.Taken.ShouldBe(1);
        var entry = (await _bench.Store.LatestOfAsync(EFacturaBench.Tenant, "41", None))!;
        entry.InvoiceNumber.ShouldBe("FAC, 41");
        entry.Evidence.Count.ShouldBe(1);
    }

    private Task<TakeOver> TakeOverAsync(params string[] rows) =>
        new PastSubmissions(_bench.Store, _bench.Files, _bench.Clock)
            .TakeOverAsync(EFacturaBench.Tenant, rows.Select(row => JsonSerializer.Deserialize<JsonElement>(row)), "c", None);
}
