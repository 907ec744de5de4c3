using System.Text;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Cerniq.Functions.Tests.Hosting;

namespace Cerniq.Functions.Tests.Audit;

public sealed class AuditChainTests : StoreFixture
{
    private const string Tenant = "acme";

    private static readonly CancellationToken None = CancellationToken.None;

    private AuditTrail Trail => field ??= new AuditTrail(Tables);

    [Fact]
    public async Task Every_line_carries_the_hash_of_the_one_before()
    {
        await AddAsync(Trail, "one");
        await AddAsync(Trail, "two");
        var page = await Trail.QueryAsync(Tenant, null, null, null, 10, null, None);
        page.Lines.Select(line => line.Entry.Sequence).ShouldBe([2, 1]);
        page.Lines[0].Line.Previous.ShouldBe(page.Lines[1].Line.Hash);
        var verdict = await VerifyAsync();
        verdict.Valid.ShouldBeTrue();
        verdict.Head.Hash.ShouldBe(page.Lines[0].Entry.Hash);
    }

    [Fact]
    public async Task Two_processes_that_write_at_one_time_neither_fork_nor_lose_a_line()
    {
        AuditTrail[] processes = [new(Tables), new(Tables), new(Tables)];
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(() => AddAsync(processes[i % 3], $"{i}"))));
        var verdict = await VerifyAsync();
        verdict.FirstBroken.ShouldBeNull();
        verdict.Entries.ShouldBe(300);
        var actions = new List<string>();
        string? continuation = null;
        do
        {
            var page = await Trail.QueryAsync(Tenant, null, null, null, 100, continuation, None);
            actions.AddRange(page.Lines.Select(line => line.Entry.Action));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        actions.Select(int.Parse).Order().ShouldBe(Enumerable.Range(0, 300));
    }

    [Fact]
    public async Task Lines_that_come_together_share_a_write()
    {
        var counting = new FailingStore(Tables);
        var trail = new AuditTrail(counting);
        var slow = counting.HoldWrites();
        Task[] adding = [.. Enumerable.Range(0, 190).Select(i => AddAsync(trail, $"{i}"))];
        slow.SetResult();
        await Task.WhenAll(adding);
        (await VerifyAsync()).Entries.ShouldBe(190);
        counting.Writes.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task A_line_under_a_key_is_written_once_however_many_bring_it()
    {
        AuditTrail[] processes = [new(Tables), new(Tables)];
        var added = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() =>
            processes[i % 2].AppendOnceAsync(Entry("once"), i < 20 ? "a" : "b", None))));
        added.Count(fresh => fresh).ShouldBe(2);
        (await VerifyAsync()).Entries.ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_that_fails_is_told_and_the_log_goes_on_sound(bool afterwards)
    {
        var failing = new FailingStore(Tables);
        var trail = new AuditTrail(failing);
        await AddAsync(trail, "one");
        failing.FailNext(afterwards);
        await Should.ThrowAsync<IOException>(() => AddAsync(trail, "two"));
        await AddAsync(trail, "three");
        var verdict = await VerifyAsync();
        verdict.FirstBroken.ShouldBeNull();
        verdict.Entries.ShouldBe(afterwards ? 3 : 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task A_changed_line_is_named(int sequence)
    {
        await FiveAsync();
        var row = (await Tables.GetAsync(AuditRows.Table, Tenant, AuditRows.Line(sequence), None))!;
        var forged = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(row.Body.Span).Replace("\"ok\"", "\"no\"", StringComparison.Ordinal));
        await WriteAsync(new TableOperation.Upsert(row.Row, forged));
        (await VerifyAsync()).FirstBroken!.Sequence.ShouldBe(sequence);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_removed_line_is_named(int sequence)
    {
        await FiveAsync();
        await WriteAsync(new TableOperation.Delete(AuditRows.Line(sequence)));
        var verdict = await VerifyAsync();
        verdict.FirstBroken!.Sequence.ShouldBe(sequence);
        verdict.Entries.ShouldBe(sequence - 1);
    }

    [Fact]
    public async Task A_line_hidden_from_the_lists_is_named()
    {
        await FiveAsync();
        var listed = await Tables.QueryAsync(AuditRows.Table, Tenant, TableRange.StartingWith(AuditRows.List(null)), None);
        await WriteAsync(new TableOperation.Delete(listed.Rows[^2].Row));
        (await VerifyAsync()).FirstBroken!.Sequence.ShouldBe(2);
    }

    [Fact]
    public async Task A_log_written_anew_does_not_pass_through_a_head_that_was_kept()
    {
        await FiveAsync();
        var kept = (await VerifyAsync()).Head;
        var rows = await Tables.QueryAsync(AuditRows.Table, Tenant, new TableRange(null, null, 1000), None);
        await WriteAsync([.. rows.Rows.Select(TableOperation (row) => new TableOperation.Delete(row.Row))]);
        var another = new AuditTrail(Tables);
        for (var i = 0; i < 5; i++)
        {
            await AddAsync(another, $"other {i}");
        }

        (await VerifyAsync()).Valid.ShouldBeTrue();
        (await new AuditVerifier(Tables, Trail).VerifyAsync(Tenant, [kept], None)).FirstBroken!.Sequence.ShouldBe(5);
    }

    [Fact]
    public async Task The_watch_calls_a_person_when_a_log_is_broken()
    {
        await FiveAsync();
        var alerts = new Alerts(Tables, Clock);
        var watch = new AuditWatch(new AuditVerifier(Tables, Trail), new TenantDirectory(Tables, Clock), alerts);
        await watch.LookAsync(Tenant, None);
        (await alerts.ListAsync(Tenant, null, 10, null, None)).Rows.ShouldBeEmpty();
        await WriteAsync(new TableOperation.Delete(AuditRows.Line(4)));
        await watch.LookAsync(Tenant, None);
        var alert = CerniqJson.Read<Alert>((await alerts.ListAsync(Tenant, null, 10, null, None)).Rows.ShouldHaveSingleItem().Body);
        alert.Severity.ShouldBe(AlertSeverity.Critical);
        alert.Detail.ShouldContain("Entry 4");
    }

    private async Task FiveAsync()
    {
        for (var i = 1; i <= 5; i++)
        {
            await AddAsync(Trail, $"{i}");
        }
    }

    private AuditEntry Entry(string action) => new(Tenant, "efactura/1", AuditKind.Event, action, "ok", "c", Clock.GetUtcNow());

    private Task AddAsync(AuditTrail trail, string action) => trail.AppendAsync(Entry(action), None);

    private Task<AuditVerdict> VerifyAsync() => new AuditVerifier(Tables, Trail).VerifyAsync(Tenant, [], None);

    private async Task WriteAsync(params TableOperation[] operations) =>
        (await Tables.WriteAsync(AuditRows.Table, Tenant, operations, None)).Applied.ShouldBeTrue();

    /// <summary>A store whose next write fails, before or after it took effect, or takes its time.</summary>
    private sealed class FailingStore(ITableStore inner) : ITableStore
    {
        private bool? _failAfterwards;
        private Task _held = Task.CompletedTask;
        private int _writes;

        public int Writes => _writes;

        public void FailNext(bool afterwards) => _failAfterwards = afterwards;

        /// <summary>No write ends before this is set.</summary>
        public TaskCompletionSource HoldWrites()
        {
            var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _held = held.Task;
            return held;
        }

        public Task<TableRow?> GetAsync(string table, string partition, string row, CancellationToken cancellationToken) =>
            inner.GetAsync(table, partition, row, cancellationToken);

        public async Task<TableWriteResult> WriteAsync(
            string table, string partition, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _writes);
            await _held;
            var fail = _failAfterwards;
            _failAfterwards = null;
            if (fail == false)
            {
                throw new IOException("the disk is full");
            }

            var result = await inner.WriteAsync(table, partition, operations, cancellationToken);
            return fail is null ? result : throw new IOException("the connection broke");
        }

        public Task<TablePage> QueryAsync(string table, string partition, TableRange range, CancellationToken cancellationToken) =>
            inner.QueryAsync(table, partition, range, cancellationToken);
    }
}

[Collection(OneApp.Name)]
public sealed class AuditChainRouteTests(AppHost app)
{
    [Fact]
    public async Task The_log_is_verified_and_handed_out_to_its_tenant_only()
    {
        var key = await app.NewTenantAsync("chained");
        await app.NewTenantAsync("chained-neighbour");
        await app.SendAsync(HttpMethod.Put, "/api/tenants/chained/settings", key: key, json: """{ "company_city": "Cluj-Napoca" }""");
        var verdict = await app.SendAsync(HttpMethod.Get, "/api/tenants/chained/audit/verify", key: key);
        verdict.Status.ShouldBe(200, verdict.Text);
        verdict.Json.GetProperty("valid").GetBoolean().ShouldBeTrue();
        verdict.Json.GetProperty("entries").GetInt64().ShouldBe(2);
        var head = verdict.Json.GetProperty("head");
        var known = $"{head.GetProperty("sequence").GetInt64()}:{head.GetProperty("hash").GetString()}";
        (await app.SendAsync(HttpMethod.Get, $"/api/tenants/chained/audit/verify?known={known}", key: key)).Json.GetProperty("valid").GetBoolean().ShouldBeTrue();
        var other = await app.SendAsync(HttpMethod.Get, $"/api/tenants/chained/audit/verify?known=1:{new string('a', 64)}", key: key);
        other.Json.GetProperty("firstBroken").GetProperty("sequence").GetInt64().ShouldBe(1);
        (await app.SendAsync(HttpMethod.Get, "/api/tenants/chained/audit/verify?known=first", key: key)).Status.ShouldBe(400);

        var export = await app.SendAsync(HttpMethod.Get, "/api/tenants/chained/audit/export", key: key);
        export.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        export.ContentType.ShouldBe("application/x-ndjson");
        foreach (var route in new[] { "audit/verify", "audit/export", "compliance" })
        {
            (await app.SendAsync(HttpMethod.Get, $"/api/tenants/chained-neighbour/{route}", key: key)).Status.ShouldBe(404);
            (await app.SendAsync(HttpMethod.Get, $"/api/tenants/chained/{route}")).Status.ShouldBe(401);
        }
    }
}
