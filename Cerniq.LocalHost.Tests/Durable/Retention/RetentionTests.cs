using Cerniq.LocalHost.Durable.Retention;
using Cerniq.LocalHost.Testing;
using Cerniq.LocalHost.Tests.Hosting;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cerniq.LocalHost.Tests.Durable.Retention;

public sealed class RetentionTests
{
    private static readonly RetentionOptions Small = RetentionOptions.Default with { BatchSize = 3 };

    [Fact]
    public async Task Only_what_ended_long_enough_ago_is_removed_and_what_waits_stays_however_old()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 8; i++)
        {
            await host.StartInstanceAsync("Ends", options: new StartOrchestrationOptions($"old-{i}"));
        }

        await host.StartInstanceAsync("Waits", options: new StartOrchestrationOptions("waiting"));
        host.Clock.Advance(TimeSpan.FromDays(20));
        await host.StartInstanceAsync("Ends", options: new StartOrchestrationOptions("young"));
        host.Clock.Advance(TimeSpan.FromDays(11));

        var run = await PurgeAsync(host, Small);

        run.ShouldBe(new RetentionRun(8, IsComplete: true));
        (await IdsAsync(host)).ShouldBe(["waiting", "young"]);
        host.Engine.ReadHistory("old-0").ShouldBeEmpty();
    }

    [Fact]
    public async Task Age_counts_from_the_end_not_from_the_start()
    {
        await using var host = await StartAsync();
        await host.StartInstanceAsync("Waits", options: new StartOrchestrationOptions("long"));
        host.Clock.Advance(TimeSpan.FromDays(90));
        await host.RaiseAsync("long", "Go");

        (await PurgeAsync(host, Small)).Purged.ShouldBe(0);
        host.Clock.Advance(TimeSpan.FromDays(30));
        (await PurgeAsync(host, Small)).Purged.ShouldBe(1);
    }

    [Fact]
    public async Task A_child_stays_until_its_parent_has_ended_too()
    {
        await using var host = await StartAsync();
        await host.StartInstanceAsync("Parent", options: new StartOrchestrationOptions("parent"));
        (await host.StatusAsync("child")).ShouldBe(OrchestrationRuntimeStatus.Completed);
        host.Clock.Advance(TimeSpan.FromDays(40));

        (await PurgeAsync(host, Small)).Purged.ShouldBe(0);
        await host.RaiseAsync("parent", "Go");
        (await PurgeAsync(host, Small)).Purged.ShouldBe(1);
        (await IdsAsync(host)).ShouldBe(["parent"]);
    }

    [Fact]
    public async Task A_run_whose_time_is_up_says_so_and_the_next_goes_on()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 7; i++)
        {
            await host.StartInstanceAsync("Ends");
        }

        host.Clock.Advance(TimeSpan.FromDays(31));
        var hurried = Small with { Budget = TimeSpan.Zero };

        (await PurgeAsync(host, hurried)).ShouldBe(new RetentionRun(3, IsComplete: false));
        (await PurgeAsync(host, hurried)).ShouldBe(new RetentionRun(3, IsComplete: false));
        (await PurgeAsync(host, hurried)).ShouldBe(new RetentionRun(1, IsComplete: true));
    }

    [Fact]
    public async Task Runs_in_the_background_and_follows_up_soon_on_what_it_left()
    {
        await using var host = await StartAsync();
        await host.StartInstanceAsync("Ends", options: new StartOrchestrationOptions("first"));
        host.Clock.Advance(TimeSpan.FromDays(31));
        await using var task = new RetentionTask(host.Engine, Small, host.Clock, NullLogger.Instance);

        task.Start();
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(() => host.Engine.Inspect("first") is null);

        await host.StartInstanceAsync("Ends", options: new StartOrchestrationOptions("second"));
        await Eventually.TrueAsync(() =>
        {
            host.Clock.Advance(TimeSpan.FromDays(1));
            return host.Engine.Inspect("second") is null;
        });
    }

    [Fact]
    public async Task Keeps_everything_when_told_to()
    {
        await using var host = await StartAsync();
        await using var task = new RetentionTask(host.Engine, Small with { KeepEnded = null }, host.Clock, NullLogger.Instance);
        await host.StartInstanceAsync("Ends", options: new StartOrchestrationOptions("kept"));

        task.Start();
        host.Clock.Advance(TimeSpan.FromDays(4000));
        await task.StopAsync();

        host.Engine.Inspect("kept").ShouldNotBeNull();
    }

    private static Task<RetentionRun> PurgeAsync(DurableTestHost host, RetentionOptions options) =>
        host.Engine.PurgeEndedAsync(host.Clock.GetUtcNow() - options.KeepEnded!.Value, options, CancellationToken.None);

    private static async Task<List<string>> IdsAsync(DurableTestHost host)
    {
        var ids = new List<string>();
        await foreach (var instance in host.Client.GetAllInstancesAsync())
        {
            ids.Add(instance.InstanceId);
        }

        return ids;
    }

    private static Task<DurableTestHost> StartAsync() => Hosts.StartAsync(tasks => tasks
        .AddOrchestratorFunc("Ends", _ => { })
        .AddOrchestratorFunc("Waits", context => context.WaitForExternalEvent<string>("Go"))
        .AddOrchestratorFunc("Parent", async context =>
        {
            await context.CallSubOrchestratorAsync("Ends", options: new TaskOptions().WithInstanceId("child"));
            await context.WaitForExternalEvent<string>("Go");
        }));
}
