using Cerniq.LocalHost.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

/// <summary>The ids of what has ended, by its end.</summary>
public sealed class EndedInstancesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(100)]
    public async Task Pages_give_every_ended_instance_once_the_oldest_end_first(int pageSize)
    {
        await using var host = await StartAsync();

        (await ListAsync(host, pageSize: pageSize)).ShouldBe(["a-8", "c-7", "a-6", "c-5", "a-4", "c-3", "a-2", "c-1", "a-0"]);
    }

    [Fact]
    public async Task How_and_when_they_ended_narrows_the_list_and_the_bounds_belong_to_it()
    {
        await using var host = await StartAsync();

        (await ListAsync(host, [OrchestrationRuntimeStatus.Failed], pageSize: 2)).ShouldBe(["c-7", "c-5", "c-3", "c-1"]);
        (await ListAsync(host, [OrchestrationRuntimeStatus.Running])).ShouldBeEmpty();
        (await ListAsync(host, [], pageSize: 2)).Count.ShouldBe(9);
        (await ListAsync(host, from: Start.AddHours(12), to: Start.AddHours(14), pageSize: 1)).ShouldBe(["a-6", "c-5", "a-4"]);
        (await ListAsync(host, from: Start.AddHours(30))).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_last_page_says_so_and_what_no_page_gave_is_refused()
    {
        await using var host = await StartAsync();

        var first = await host.Client.ListInstanceIdsAsync(pageSize: 4);
        var second = await host.Client.ListInstanceIdsAsync(pageSize: 5, lastInstanceKey: first.ContinuationToken);

        first.Values.Count.ShouldBe(4);
        second.Values.Count.ShouldBe(5);
        second.ContinuationToken.ShouldBeNull();
        await Should.ThrowAsync<ArgumentException>(() => host.Client.ListInstanceIdsAsync(lastInstanceKey: "a-8"));
        await Should.ThrowAsync<ArgumentException>(() => host.Client.ListInstanceIdsAsync(pageSize: 0));
    }

    private static async Task<List<string>> ListAsync(
        DurableTestHost host, OrchestrationRuntimeStatus[]? statuses = null, DateTimeOffset? from = null, DateTimeOffset? to = null, int pageSize = 100)
    {
        var all = new List<string>();
        string? key = null;
        do
        {
            var page = await host.Client.ListInstanceIdsAsync(statuses, from, to, pageSize, key);
            page.Values.Count.ShouldBeLessThanOrEqualTo(pageSize);
            all.AddRange(page.Values);
            key = page.ContinuationToken;
        }
        while (key is not null);

        return all;
    }

    /// <summary>Nine that end, every other by failing: the younger the earlier, an hour apart; and one that waits.</summary>
    private static async Task<DurableTestHost> StartAsync()
    {
        var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("a", context => context.WaitForExternalEvent<string>("Go"))
            .AddOrchestratorFunc("c", async context =>
            {
                await context.WaitForExternalEvent<string>("Go");
                throw new InvalidOperationException("no");
            }));
        for (var i = 0; i < 10; i++)
        {
            var name = i % 2 == 0 ? "a" : "c";
            await host.StartInstanceAsync(name, options: new StartOrchestrationOptions($"{name}-{i}"));
            host.Clock.Advance(TimeSpan.FromHours(1));
        }

        for (var i = 8; i >= 0; i--)
        {
            await host.RaiseAsync($"{(i % 2 == 0 ? "a" : "c")}-{i}", "Go");
            host.Clock.Advance(TimeSpan.FromHours(1));
        }

        return host;
    }
}
