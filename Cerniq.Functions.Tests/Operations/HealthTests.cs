using Cerniq.Functions.Oblio.Queues;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tests.Hosting;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Tests.Operations;

[Collection(OneApp.Name)]
public sealed class HealthRouteTests(AppHost app)
{
    [Fact]
    public async Task Health_is_open_and_names_each_check()
    {
        var reply = await app.SendAsync(HttpMethod.Get, "/api/health");
        reply.Status.ShouldBe(200, reply.Text);
        reply.Json.GetProperty("status").GetString().ShouldBe("ok");
        reply.Json.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString())
            .ShouldBe(["storage", "data-folder", "orchestrations"], ignoreOrder: true);
    }

    [Fact]
    public async Task Messages_that_wait_are_counted()
    {
        var queue = app.Service<IEventQueue>();
        await queue.SendAsync("health-test", "{}", CancellationToken.None);
        await queue.SendAsync("health-test", "{}", CancellationToken.None);
        var reply = await app.SendAsync(HttpMethod.Get, "/api/health/queues", admin: AppHost.AdminKey);
        reply.Status.ShouldBe(200, reply.Text);
        reply.Json.GetProperty("queues").GetProperty("health-test").ToString().ShouldBe(
            """{"waiting":2,"active":0,"completed":0,"failed":0,"delayed":0,"paused":false}""");
    }

    [Fact]
    public async Task A_message_that_its_function_took_is_counted_as_completed()
    {
        await app.Service<IEventQueue>().SendAsync(ProbeQueue.Name, """{"value":7}""", CancellationToken.None);
        await Eventually.SeeAsync(
            () => Task.FromResult(app.Service<CompletedMessages>().Of(ProbeQueue.Name)), completed => completed > 0, "the message taken");
        var reply = await app.SendAsync(HttpMethod.Get, "/api/health/queues", admin: AppHost.AdminKey);
        var queue = reply.Json.GetProperty("queues").GetProperty(ProbeQueue.Name);
        queue.GetProperty("completed").GetInt64().ShouldBe(1);
        queue.GetProperty("failed").GetInt64().ShouldBe(0);
    }
}

/// <summary>A queue that only tests have.</summary>
public static class ProbeQueue
{
    public const string Name = "probe-queue";

    [Function("ProbeQueue")]
    public static void Take([ServiceBusTrigger(Name, Connection = "ServiceBus")] string message) => message.ShouldContain("7");
}

public sealed class HealthTests
{
    [Fact]
    public async Task One_probe_that_fails_makes_the_whole_unwell_without_telling_why_in_its_words()
    {
        var health = new Health([new Probe("good", () => ProbeResult.Good()), new Probe("bad", () => throw new IOException("/srv/data is full"))], Uptime.FromNow);
        var report = await health.ReadAsync([], CancellationToken.None);
        report.Status.ShouldBe("failed");
        report.Checks.Single(check => check.Name == "bad").Detail.ShouldBe("IOException");
        report.Checks.Single(check => check.Name == "good").Status.ShouldBe("ok");
    }

    [Theory]
    [InlineData(1000, 100, false, true)]
    [InlineData(1001, 0, false, false)]
    [InlineData(0, 101, false, false)]
    [InlineData(0, 0, true, false)]
    public async Task Queues_are_well_within_the_thresholds(int waiting, int failed, bool paused, bool healthy)
    {
        using var oblio = new OblioWork(new NoRows());
        var health = new QueueHealth(new Inventory(new QueueState(waiting, 0, failed, 0, paused)), new CompletedMessages(), oblio);
        (await health.ReadAsync(CancellationToken.None)).Healthy.ShouldBe(healthy);
    }

    private sealed class Probe(string name, Func<ProbeResult> result) : IHealthProbe
    {
        public string Name => name;

        public async Task<ProbeResult> CheckAsync(CancellationToken cancellationToken)
        {
            await Task.Yield();
            return result();
        }
    }

    private sealed class NoRows : ITableStore
    {
        public Task<TableRow?> GetAsync(string table, string partition, string row, CancellationToken cancellationToken) => Task.FromResult<TableRow?>(null);

        public Task<TableWriteResult> WriteAsync(
            string table, string partition, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<TablePage> QueryAsync(string table, string partition, TableRange range, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    private sealed class Inventory(QueueState state) : IQueueInventory
    {
        public Task<IReadOnlyDictionary<string, QueueState>> ReadAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<string, QueueState>>(new Dictionary<string, QueueState>(StringComparer.Ordinal) { ["q"] = state });

        public Task<bool> TrySwitchAsync(string queue, bool paused, CancellationToken cancellationToken) => Task.FromResult(false);
    }
}
