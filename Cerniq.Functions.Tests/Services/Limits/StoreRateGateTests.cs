using System.Globalization;
using Cerniq.Functions.Hosting.Local;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Functions.Tests.Services.Limits;

/// <remarks>The crowd is of three thousand; CERNIQ_TURNS sets another number, such as 20000.</remarks>
public sealed class StoreRateGateTests : IAsyncLifetime
{
    private const string Documents = "docs/invoice";

    private static readonly int Crowd =
        int.TryParse(Environment.GetEnvironmentVariable("CERNIQ_TURNS"), CultureInfo.InvariantCulture, out var set) ? set : 3000;

    private readonly ManualClock _clock = new();
    private readonly TestFolder _folder = new();
    private readonly SqliteTableStore _tables;
    private readonly StoreRateGate _gate;

    public StoreRateGateTests()
    {
        _tables = new SqliteTableStore(Path.Combine(_folder.Path, "cerniq.db"));
        _gate = Another();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _tables.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Lets_thirty_documents_through_and_says_when_the_next_may_go()
    {
        await FillAsync("demo");

        var closed = await Should.ThrowAsync<RateGateClosedException>(() => AskAsync(_gate, "demo", holder: null));

        closed.RetryAfter.ShouldBeInRange(TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(103));
    }

    [Fact]
    public async Task Another_worker_and_a_restarted_one_know_what_was_called()
    {
        await FillAsync("demo");

        await Should.ThrowAsync<RateGateClosedException>(() => AskAsync(Another(), "demo", holder: null));
        _clock.Advance(TimeSpan.FromSeconds(103));
        await AskAsync(Another(), "demo", holder: null);
    }

    [Fact]
    public async Task Whoever_comes_back_finds_the_turn_that_was_booked()
    {
        await FillAsync("demo");
        var first = await Should.ThrowAsync<RateGateClosedException>(() => AskAsync(_gate, "demo", "negotiation/1"));
        var second = await Should.ThrowAsync<RateGateClosedException>(() => AskAsync(_gate, "demo", "negotiation/2"));
        second.RetryAfter.ShouldBeGreaterThan(first.RetryAfter + TimeSpan.FromSeconds(3));

        (await Another().BookedAsync("demo", "negotiation/2", CancellationToken.None)).ShouldBe(_clock.GetUtcNow() + second.RetryAfter);
        var again = await Should.ThrowAsync<RateGateClosedException>(() => AskAsync(Another(), "demo", "negotiation/2"));
        again.RetryAfter.ShouldBe(second.RetryAfter);
        _clock.Advance(second.RetryAfter);
        await AskAsync(Another(), "demo", "negotiation/2");
        (await _gate.BookedAsync("demo", "negotiation/2", CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_crowd_of_one_tenant_holds_no_other_tenant()
    {
        await FillAsync("demo");
        for (var i = 0; i < 300; i++)
        {
            await Should.ThrowAsync<RateGateClosedException>(() => AskAsync(_gate, "demo", $"negotiation/{i}"));
        }

        await AskAsync(_gate, "other", "negotiation/1");
    }

    [Fact]
    public async Task A_crowd_that_waits_keeps_nobody_out_who_cannot_come_back()
    {
        await FillAsync("demo");
        for (var i = 0; i < 100; i++)
        {
            await Should.ThrowAsync<RateGateClosedException>(() => AskAsync(_gate, "demo", $"negotiation/{i}"));
        }

        _clock.Advance(TimeSpan.FromSeconds(103));
        await AskAsync(_gate, "demo", holder: null);
    }

    [Fact]
    public async Task The_registry_takes_one_call_a_second_from_all_tenants_together()
    {
        await _gate.WaitAsync("demo", "anaf", "PlatitorTvaRest/v9/tva", CancellationToken.None);
        var began = _clock.GetUtcNow();

        await _clock.RunAsync(Done(Another().WaitAsync("other", "anaf", "PlatitorTvaRest/v9/tva", CancellationToken.None)));

        (_clock.GetUtcNow() - began).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task What_the_service_asked_for_is_kept_by_all_workers_and_through_restarts()
    {
        await _gate.PauseAsync("demo", "revolut", TimeSpan.FromSeconds(30), CancellationToken.None);
        await _gate.PauseAsync("demo", "revolut", TimeSpan.FromSeconds(5), CancellationToken.None);

        var closed = await Should.ThrowAsync<RateGateClosedException>(
            async () => await Another().WaitAsync("demo", "revolut", "transaction/{id}", CancellationToken.None));
        closed.RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
        await Another().WaitAsync("other", "revolut", "transaction/{id}", CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(30));
        await Another().WaitAsync("demo", "revolut", "transaction/{id}", CancellationToken.None);
    }

    [Fact]
    public async Task A_generous_limit_costs_a_write_for_many_calls()
    {
        var counted = new CountedTables(_tables);
        var gate = new StoreRateGate(counted, new RateLimitOptions(), new ServiceMetrics(), _clock);
        for (var i = 0; i < 100; i++)
        {
            await gate.WaitAsync("demo", "anaf", "upload", CancellationToken.None);
        }

        counted.Writes.ShouldBe(10);
    }

    [Fact]
    public async Task A_call_that_was_long_on_its_way_counts_from_when_it_was_answered()
    {
        var began = _clock.GetUtcNow();
        var letThrough = await _gate.WaitAsync("demo", "oblio", Documents, CancellationToken.None);
        letThrough.ShouldBe(began);
        for (var i = 1; i < 30; i++)
        {
            await AskAsync(_gate, "demo", holder: null);
        }

        _clock.Advance(TimeSpan.FromSeconds(60));
        await _gate.AnsweredAsync("demo", "oblio", Documents, letThrough, CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(43)); // 29 are out of the window, and this one is not
        for (var i = 1; i < 30; i++)
        {
            await AskAsync(Another(), "demo", holder: null);
        }

        var closed = await Should.ThrowAsync<RateGateClosedException>(() => AskAsync(Another(), "demo", holder: null));
        closed.RetryAfter.ShouldBeInRange(TimeSpan.FromSeconds(57), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_call_that_is_answered_soon_costs_no_write()
    {
        var counted = new CountedTables(_tables);
        var gate = new StoreRateGate(counted, new RateLimitOptions(), new ServiceMetrics(), _clock);
        var letThrough = await gate.WaitAsync("demo", "oblio", Documents, CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await gate.AnsweredAsync("demo", "oblio", Documents, letThrough, CancellationToken.None);

        counted.Writes.ShouldBe(1);
    }

    [Fact]
    public async Task A_crowd_uses_the_limit_to_the_last_twentieth_and_never_meets_the_service_s_own()
    {
        await using var store = new SandboxStore(_folder.File("sandbox"));
        var service = new Cerniq.Sandbox.Faults.RateLimits(store, _clock);
        StoreRateGate[] workers = [_gate, Another()];
        var began = _clock.GetUtcNow();
        var last = began;
        var waiting = new PriorityQueue<int, (DateTimeOffset At, int Order)>();
        waiting.EnqueueRange(Enumerable.Range(0, Crowd).Select(deal => (deal, (began, deal))));
        for (var asked = 0; waiting.TryDequeue(out var deal, out var turn); asked++)
        {
            _clock.Advance(turn.At > _clock.GetUtcNow() ? turn.At - _clock.GetUtcNow() : TimeSpan.Zero);
            if (asked == Crowd + (Crowd / 2))
            {
                workers = [Another(), Another()]; // all start anew
            }

            try
            {
                await _clock.RunAsync(AskAsync(workers[deal % 2], "demo", $"negotiation/{deal}"));
                service.IsOver("oblio", 30, TimeSpan.FromSeconds(100)).ShouldBeFalse($"the call of deal {deal} was one too many");
                last = _clock.GetUtcNow();
            }
            catch (RateGateClosedException closed)
            {
                waiting.Enqueue(deal, (_clock.GetUtcNow() + closed.RetryAfter, deal));
            }
        }

        var perHour = Crowd / (last - began).TotalHours;
        perHour.ShouldBeInRange(0.95 * 1000, 1.05 * 1000);
    }

    private StoreRateGate Another() => new(_tables, new RateLimitOptions(), new ServiceMetrics(), _clock);

    private async Task FillAsync(string tenant)
    {
        for (var i = 0; i < 30; i++)
        {
            await AskAsync(_gate, tenant, holder: null);
        }
    }

    private static async Task<bool> AskAsync(StoreRateGate gate, string tenant, string? holder)
    {
        using var turn = holder is null ? null : BookedTurn.For(holder);
        await gate.WaitAsync(tenant, "oblio", Documents, CancellationToken.None);
        return true;
    }

    private static async Task<bool> Done(ValueTask<DateTimeOffset> work)
    {
        await work;
        return true;
    }

    private sealed class CountedTables(ITableStore real) : ITableStore
    {
        public int Writes { get; private set; }

        public Task<TableRow?> GetAsync(string table, string partition, string row, CancellationToken cancellationToken) =>
            real.GetAsync(table, partition, row, cancellationToken);

        public Task<TableWriteResult> WriteAsync(
            string table, string partition, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken)
        {
            Writes++;
            return real.WriteAsync(table, partition, operations, cancellationToken);
        }

        public Task<TablePage> QueryAsync(string table, string partition, TableRange range, CancellationToken cancellationToken) =>
            real.QueryAsync(table, partition, range, cancellationToken);
    }
}
