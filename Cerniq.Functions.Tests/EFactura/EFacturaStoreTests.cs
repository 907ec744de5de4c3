using Cerniq.Functions.EFactura;

namespace Cerniq.Functions.Tests.EFactura;

public sealed class EFacturaStoreTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly EFacturaBench _bench = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task Gives_the_same_entry_for_the_same_invoice()
    {
        var first = await _bench.AddAsync(456);
        var again = await _bench.AddAsync(456);

        first.Created.ShouldBeTrue();
        again.Created.ShouldBeFalse();
        again.Entry.QueueId.ShouldBe(first.Entry.QueueId);
    }

    [Fact]
    public async Task Takes_a_number_and_its_text_for_the_same_invoice_and_keeps_the_form_it_came_in()
    {
        var first = await _bench.AddAsync(456);
        var again = await _bench.AddAsync("456");

        again.Entry.QueueId.ShouldBe(first.Entry.QueueId);
        again.Entry.InvoiceId.GetRawText().ShouldBe("456");
    }

    [Fact]
    public async Task Lets_one_of_many_that_queue_the_same_invoice_at_once_win()
    {
        var other = _bench.AnotherStore();
        var all = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(() => _bench.AddAsync(7, i % 2 == 0 ? null : other))));

        all.Count(one => one.Created).ShouldBe(1);
        all.Select(one => one.Entry.QueueId).Distinct().Count().ShouldBe(1);
        (await _bench.Lists.StatsAsync(EFacturaBench.Tenant, None))["queued"].ShouldBe(1);
    }

    [Fact]
    public async Task Gives_ids_that_rise_over_all_processes()
    {
        var other = _bench.AnotherStore();
        var last = 0L;
        for (var i = 0; i < 10; i++)
        {
            var id = (await _bench.AddAsync(i, i % 2 == 0 ? null : other)).Entry.QueueId;
            id.ShouldBeGreaterThan(last);
            last = id;
        }
    }

    [Fact]
    public async Task Never_gives_an_id_twice_under_many_at_once()
    {
        var other = _bench.AnotherStore();
        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => _bench.AddAsync(i, i % 2 == 0 ? null : other))));

        all.Select(one => one.Entry.QueueId).Distinct().Count().ShouldBe(50);
    }

    [Fact]
    public async Task Keeps_its_counters_right_under_fifty_changes_at_once()
    {
        var entries = new List<EFacturaEntry>();
        for (var i = 0; i < 50; i++)
        {
            entries.Add((await _bench.AddAsync(i)).Entry);
        }

        await Task.WhenAll(entries.Select((entry, i) => Task.Run(() => _bench.ChangeAsync(entry, found => found with
        {
            Status = (i % 5) switch { 0 => EFacturaStatus.Error, 1 => EFacturaStatus.Rejected, 2 => EFacturaStatus.Processing, _ => EFacturaStatus.Accepted },
        }))));

        var stats = await _bench.Lists.StatsAsync(EFacturaBench.Tenant, None);
        stats.ByStatus.ShouldBe(new Dictionary<string, long> { ["queued"] = 0, ["submitted"] = 10, ["accepted"] = 20, ["rejected"] = 10, ["error"] = 10 }, ignoreOrder: true);
    }

    [Fact]
    public async Task Loses_no_change_when_many_change_one_entry_at_once()
    {
        var entry = (await _bench.AddAsync(1)).Entry;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _bench.ChangeAsync(entry, found => found with { Attempts = found.Attempts + 1 }))));

        (await _bench.Store.RequireAsync(entry.Key, None)).Attempts.ShouldBe(20);
    }

    [Fact]
    public async Task Lists_each_status_newest_first()
    {
        for (var i = 1; i <= 5; i++)
        {
            var entry = (await _bench.AddAsync(i)).Entry;
            if (i % 2 == 0)
            {
                await _bench.ChangeAsync(entry, found => found with { Status = EFacturaStatus.Error, LastError = "down" });
            }
        }

        (await _bench.Lists.NewestAsync(EFacturaBench.Tenant, "error", 0, 50, None)).Select(e => e.InvoiceNumber).ShouldBe(["FCT-4", "FCT-2"]);
        (await _bench.Lists.NewestAsync(EFacturaBench.Tenant, null, 1, 2, None)).Select(e => e.InvoiceNumber).ShouldBe(["FCT-4", "FCT-3"]);
        (await _bench.Lists.NewestAsync("other", null, 0, 50, None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Moves_an_entry_through_the_lists_of_due_and_unfiled_work()
    {
        var now = _bench.Clock.GetUtcNow();
        var entry = (await _bench.AddAsync(1)).Entry;
        await _bench.ChangeAsync(entry, found => found with { WatchAt = now.AddMinutes(5) });

        (await DueAsync(now.AddMinutes(4))).ShouldBeEmpty();
        (await DueAsync(now.AddMinutes(5))).ShouldBe([entry.QueueId]);
        (await UnfiledAsync(entry.Deadline.AddDays(-1))).ShouldBeEmpty();
        (await UnfiledAsync(entry.Deadline)).ShouldBe([entry.QueueId]);

        await _bench.ChangeAsync(entry, found => found with { Status = EFacturaStatus.Accepted, WatchAt = null });

        (await DueAsync(now.AddDays(1))).ShouldBeEmpty();
        (await UnfiledAsync(null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Knows_an_upload_by_its_index_also_after_another_took_its_place()
    {
        var entry = (await _bench.AddAsync(1)).Entry;
        await _bench.ChangeAsync(entry, found => found with { Status = EFacturaStatus.Submitted, AnafIds = new AnafIds("5002") });
        (await OpenAsync()).ShouldBe([entry.QueueId]);

        await _bench.ChangeAsync(entry, found => found with { AnafIds = new AnafIds("5001") });

        (await _bench.Store.FindByIndexAsync(EFacturaBench.Tenant, "5002", None))!.QueueId.ShouldBe(entry.QueueId);
        (await _bench.Store.FindByIndexAsync(EFacturaBench.Tenant, "5001", None))!.QueueId.ShouldBe(entry.QueueId);
        (await OpenAsync()).ShouldBe([entry.QueueId]);
        await _bench.ChangeAsync(entry, found => found with { Status = EFacturaStatus.Accepted });
        (await OpenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tells_whose_an_entry_is_and_shows_it_to_nobody_else()
    {
        var mine = (await _bench.AddAsync(1)).Entry;
        var theirs = (await _bench.AddAsync(1, tenant: "other")).Entry;

        theirs.QueueId.ShouldNotBe(mine.QueueId);
        (await _bench.Store.OwnerAsync(theirs.QueueId, None)).ShouldBe("other");
        (await _bench.Store.OwnerAsync(99, None)).ShouldBeNull();
        (await _bench.Store.GetAsync(EFacturaBench.Tenant, theirs.QueueId, None)).ShouldBeNull();
    }

    [Fact]
    public async Task Audits_every_change_of_status()
    {
        var entry = (await _bench.AddAsync(1)).Entry;
        await _bench.ChangeAsync(entry, found => found with { Status = EFacturaStatus.Submitted, AnafIds = new AnafIds("5001") });
        await _bench.ChangeAsync(entry, found => found with { Attempts = 1 });

        _bench.Trail.Entries.Select(line => line.Action).ShouldBe(["efactura queued", "efactura queued → submitted"]);
        _bench.Trail.Entries.ShouldAllBe(line => line.Subject == $"efactura/{entry.QueueId}");
    }

    private async Task<List<long>> DueAsync(DateTimeOffset now) => await IdsAsync(_bench.Lists.DueAsync(EFacturaBench.Tenant, now, None));

    private async Task<List<long>> UnfiledAsync(DateOnly? day) => await IdsAsync(_bench.Lists.UnfiledAsync(EFacturaBench.Tenant, day, None));

    private async Task<List<long>> OpenAsync() =>
        [.. (await _bench.Lists.AwaitingAnswerAsync(EFacturaBench.Tenant, throughOblio: false, None)).Values.Select(entry => entry.QueueId)];

    private static async Task<List<long>> IdsAsync(IAsyncEnumerable<EFacturaSummary> entries)
    {
        var ids = new List<long>();
        await foreach (var entry in entries)
        {
            ids.Add(entry.QueueId);
        }

        return ids;
    }
}
