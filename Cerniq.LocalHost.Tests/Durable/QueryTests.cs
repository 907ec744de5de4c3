using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class QueryTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("b-")]
    public async Task Pages_give_every_match_once_and_in_order(string? prefix)
    {
        await using var host = await StartAsync();
        var query = new OrchestrationQuery(InstanceIdPrefix: prefix, PageSize: 7);

        var pages = new List<Page<OrchestrationMetadata>>();
        await foreach (var page in host.Client.GetAllInstancesAsync(query).AsPages())
        {
            pages.Add(page);
        }

        var ids = pages.SelectMany(page => page.Values).Select(instance => instance.InstanceId).ToArray();
        ids.Length.ShouldBe(prefix is null ? 60 : 20);
        ids.Distinct().Count().ShouldBe(ids.Length);
        ids.ShouldBe(prefix is null ? ids : ids.Order(StringComparer.Ordinal).ToArray());
        pages.SkipLast(1).ShouldAllBe(page => page.Values.Count == 7);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a-")]
    public async Task Several_statuses_are_one_list(string? prefix)
    {
        await using var host = await StartAsync();
        var query = new OrchestrationQuery(
            Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed], InstanceIdPrefix: prefix, PageSize: 4);

        var found = new List<OrchestrationMetadata>();
        await foreach (var instance in host.Client.GetAllInstancesAsync(query))
        {
            found.Add(instance);
        }

        found.Count.ShouldBe(prefix is null ? 40 : 20);
        found.ShouldAllBe(instance => instance.RuntimeStatus != OrchestrationRuntimeStatus.Running);
        found.Select(instance => instance.InstanceId).Distinct().Count().ShouldBe(found.Count);
    }

    [Fact]
    public async Task A_span_of_creation_bounds_the_list_and_a_token_continues_it()
    {
        await using var host = await StartAsync();
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var query = new OrchestrationQuery(CreatedFrom: start.AddMinutes(10), CreatedTo: start.AddMinutes(19), PageSize: 6);

        var first = await FirstAsync(host.Client.GetAllInstancesAsync(query));
        var second = await FirstAsync(host.Client.GetAllInstancesAsync(query with { ContinuationToken = first.ContinuationToken }));

        first.Values.Concat(second.Values).Select(instance => instance.CreatedAt)
            .ShouldBe(Enumerable.Range(10, 10).Select(minute => start.AddMinutes(minute)));
        second.ContinuationToken.ShouldBeNull();
    }

    [Theory]
    [InlineData("testhubname", 1)]
    [InlineData("Other", 0)]
    public async Task Another_hubs_instances_are_not_here(string hub, int expected)
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Ends", _ => 1));
        await host.StartInstanceAsync("Ends");

        var found = 0;
        await foreach (var _ in host.Client.GetAllInstancesAsync(new OrchestrationQuery(TaskHubNames: [hub])))
        {
            found++;
        }

        found.ShouldBe(expected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_by_prefix_leave_nobody_out_whatever_the_script_of_the_ids(bool byStatus)
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Ends", _ => 1));
        string[] ids = ["p-\uFF01", "p-🧾", "p-\uE000", "p-😀", "p-ș", "p-\uFFFD", "p-a"];
        foreach (var id in ids)
        {
            await host.StartInstanceAsync("Ends", options: new StartOrchestrationOptions(id));
        }

        OrchestrationRuntimeStatus[]? statuses = byStatus ? [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed] : null;
        var listed = new List<string>();
        await foreach (var instance in host.Client.GetAllInstancesAsync(new OrchestrationQuery(Statuses: statuses, InstanceIdPrefix: "p-", PageSize: 2)))
        {
            listed.Add(instance.InstanceId);
        }

        listed.ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task A_foreign_token_is_refused()
    {
        await using var host = await StartAsync();

        await Should.ThrowAsync<ArgumentException>(
            () => FirstAsync(host.Client.GetAllInstancesAsync(new OrchestrationQuery(ContinuationToken: "nonsense"))));
    }

    private static async Task<Page<OrchestrationMetadata>> FirstAsync(AsyncPageable<OrchestrationMetadata> pageable)
    {
        await foreach (var page in pageable.AsPages())
        {
            return page;
        }

        throw new InvalidOperationException("No page.");
    }

    /// <summary>Twenty instances that end, fail and wait each, a minute apart.</summary>
    private static async Task<Cerniq.LocalHost.Testing.DurableTestHost> StartAsync()
    {
        var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("a", _ => { })
            .AddOrchestratorFunc("b", context => context.WaitForExternalEvent<string>("Never"))
            .AddOrchestratorFunc("c", _ => throw new InvalidOperationException("no")));
        for (var i = 0; i < 60; i++)
        {
            var name = "abc"[i % 3].ToString();
            var id = $"{(name == "c" ? "c" : name)}-{i:00}";
            await host.StartInstanceAsync(name, options: new StartOrchestrationOptions(id));
            host.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        return host;
    }
}
