using Cerniq.Functions.Api;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Tests.Hosting;
using Cerniq.Functions.Tests.Hosting.Local;

namespace Cerniq.Functions.Tests.Audit;

public sealed class AuditTrailTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private readonly LocalStorage _local = new();
    private readonly AuditTrail _trail;

    public AuditTrailTests() => _trail = new AuditTrail(_local.Tables);

    [Fact]
    public async Task Lines_come_newest_first_by_tenant_and_by_subject()
    {
        await AddAsync("negotiation/N-1", "one", 0);
        await AddAsync("negotiation/N-10", "two", 1);
        await AddAsync("negotiation/N-1", "three", 2);
        (await ReadAsync(null)).ShouldBe(["three", "two", "one"]);
        (await ReadAsync("negotiation/N-1")).ShouldBe(["three", "one"]);
        (await ReadAsync("negotiation/N")).ShouldBeEmpty();
        (await ReadAsync(null, tenant: "other")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Lines_of_one_instant_keep_their_order()
    {
        for (var i = 0; i < 20; i++)
        {
            await AddAsync("s", $"{i}", 0);
        }

        (await ReadAsync("s")).ShouldBe(Enumerable.Range(0, 20).Reverse().Select(i => $"{i}"));
    }

    [Theory]
    [InlineData(null, null, "3 2 1 0")]
    [InlineData(1, null, "3 2 1")]
    [InlineData(null, 2, "1 0")]
    [InlineData(1, 3, "2 1")]
    [InlineData(1, 2, "1")]
    public async Task From_is_inclusive_and_to_exclusive(int? from, int? to, string seen)
    {
        for (var i = 0; i < 4; i++)
        {
            await AddAsync("s", $"{i}", i);
        }

        DateTimeOffset? At(int? minute) => minute is { } value ? Start.AddMinutes(value) : null;
        string.Join(' ', await ReadAsync("s", At(from), At(to))).ShouldBe(seen);
        string.Join(' ', await ReadAsync(null, At(from), At(to))).ShouldBe(seen);
    }

    [Fact]
    public async Task Pages_join_also_while_new_lines_come_in()
    {
        for (var i = 0; i < 7; i++)
        {
            await AddAsync("s", $"{i}", i);
        }

        var seen = new List<string>();
        string? continuation = null;
        do
        {
            var page = await _trail.QueryAsync("t", "s", null, null, 3, continuation, None);
            seen.AddRange(Actions(page));
            continuation = page.Continuation;
            await AddAsync("s", "late", 100);
        }
        while (continuation is not null);
        seen.ShouldBe(["6", "5", "4", "3", "2", "1", "0"]);
    }

    [Fact]
    public async Task Many_at_one_time_are_all_kept()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => AddAsync("s", $"{i}", 0))));
        (await ReadAsync("s")).Count.ShouldBe(200);
        (await ReadAsync(null)).Count.ShouldBe(200);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _local.DisposeAsync();

    private static IEnumerable<string> Actions(AuditPage page) => page.Lines.Select(line => line.Entry.Action);

    private Task AddAsync(string subject, string action, int minute) =>
        _trail.AppendAsync(new AuditEntry("t", subject, AuditKind.Call, action, "ok", "c", Start.AddMinutes(minute)), None);

    private async Task<IReadOnlyList<string>> ReadAsync(
        string? subject, DateTimeOffset? from = null, DateTimeOffset? to = null, string tenant = "t") =>
        [.. Actions(await _trail.QueryAsync(tenant, subject, from, to, 1000, null, None))];
}

[Collection(OneApp.Name)]
public sealed class AuditRouteTests(AppHost app)
{
    [Fact]
    public async Task What_the_admin_does_is_in_the_trail_and_can_be_paged()
    {
        var key = await app.NewTenantAsync("audited");
        await app.SendAsync(HttpMethod.Put, "/api/tenants/audited/settings", key: key, json: """{ "oblio_client_secret": "very-hush" }""");
        var all = await app.SendAsync(HttpMethod.Get, "/api/tenants/audited/audit?limit=1", key: key);
        all.Status.ShouldBe(200, all.Text);
        var line = all.Json.GetProperty("items")[0];
        line.GetProperty("action").GetString().ShouldBe("settings changed");
        line.GetProperty("detail").GetString().ShouldBe("oblio_client_secret");
        line.GetProperty("kind").GetString().ShouldBe("Administration");
        all.Text.ShouldNotContain("very-hush");
        var next = all.Json.GetProperty("continuation").GetString();
        var second = await app.SendAsync(HttpMethod.Get, $"/api/tenants/audited/audit?limit=1&continuation={next}", key: key);
        second.Json.GetProperty("items")[0].GetProperty("action").GetString().ShouldBe("key issued");
        second.Json.TryGetProperty("continuation", out _).ShouldBeFalse();
        var subject = await app.SendAsync(HttpMethod.Get, "/api/tenants/audited/audit?subject=settings&from=2020-01-01T00:00:00Z", key: key);
        subject.Json.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("from=yesterday")]
    [InlineData("to=31.31.2026")]
    [InlineData("from=2026-02-01&to=2026-01-01")]
    [InlineData("limit=-1")]
    public async Task A_question_that_cannot_be_read_is_refused(string query) =>
        (await app.SendAsync(HttpMethod.Get, $"/api/tenants/demo/audit?{query}", key: AppHost.DemoKey)).Status.ShouldBe(400);

    [Fact]
    public void Continuations_come_back_as_they_were() =>
        Paging.Encode("t|0001|x").ShouldBe("dHwwMDAxfHg");
}
