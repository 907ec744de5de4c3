using System.Collections.Concurrent;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Running;
using Cerniq.LocalHost.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

/// <summary>Cuts the power at every checkpoint of a flow in turn, opens the file again and lets the flow end.</summary>
public sealed class PowerCutTests
{
    private readonly ConcurrentQueue<string> _runs = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_the_power_is_cut_the_flow_ends_right_and_nothing_recorded_runs_again(bool replays)
    {
        var cuts = 0;
        for (var at = 1; await CutAsync(at, replays); at++)
        {
            cuts++;
        }

        // Start, five activities (before and after), the turns of parent and child (before and after), the event.
        cuts.ShouldBeGreaterThan(25);
    }

    /// <returns>False when the flow has no such checkpoint any more.</returns>
    private async Task<bool> CutAsync(int at, bool replays)
    {
        _runs.Clear();
        await using var host = await Hosts.StartAsync(Flow, replays);
        var count = 0;
        host.Engine.Faults.Hook = (_, _) => Interlocked.Increment(ref count) == at;

        try
        {
            await DriveAsync(host);
        }
        catch (IOException) when (host.Engine.Faults.IsCut)
        {
            // The caller was not told whether it was stored.
        }

        if (!host.Engine.Faults.IsCut)
        {
            await CheckAsync(host);
            return false;
        }

        var before = _runs.Count;
        var recorded = Recorded(host, "flow").Concat(Recorded(host, "child")).ToHashSet();
        await host.RestartAsync();
        await DriveAsync(host);
        await CheckAsync(host);
        _runs.Skip(before).Where(recorded.Contains).ShouldBeEmpty($"cut at {at}");
        _runs.GroupBy(run => run).ShouldAllBe(group => group.Count() <= 2, $"cut at {at}");
        return true;
    }

    private static IEnumerable<string> Recorded(DurableTestHost host, string id)
    {
        var history = host.Engine.ReadHistory(id);
        var done = history.OfType<TaskCompleted>().Select(answer => answer.TaskId).ToHashSet();
        return history.OfType<TaskScheduled>().Where(task => done.Contains(task.TaskId)).Select(task => task.Input!.Trim('"'));
    }

    /// <summary>Starts the flow and raises its event, unless that was acknowledged before the power went.</summary>
    private static async Task DriveAsync(DurableTestHost host)
    {
        if (await host.Client.GetInstanceAsync("flow") is null)
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Flow", null, new StartOrchestrationOptions("flow"));
        }

        await AdvanceAsync(host);
        if (host.Engine.ReadHistory("flow").OfType<EventRaised>().All(raised => raised.Name != "Paid"))
        {
            await host.Client.RaiseEventAsync("flow", "Paid", "paid");
        }

        await AdvanceAsync(host);
    }

    private static async Task AdvanceAsync(DurableTestHost host)
    {
        await host.Engine.WhenIdleAsync();
        if (!host.Engine.Faults.IsCut)
        {
            await host.AdvanceUntilIdleAsync(TimeSpan.FromHours(2));
        }
    }

    private static async Task CheckAsync(DurableTestHost host)
    {
        var done = await host.ReadAsync("flow");
        done.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
        done.ReadOutputAs<string>().ShouldBe("a+b+c+d+e+paid");
        host.Engine.NextTimerDue().ShouldBeNull();
    }

    private void Flow(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc<string>("Flow", async context =>
        {
            var first = await context.CallActivityAsync<string>("Do", "a");
            await context.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
            var both = await Task.WhenAll(context.CallActivityAsync<string>("Do", "b"), context.CallActivityAsync<string>("Do", "c"));
            var child = await context.CallSubOrchestratorAsync<string>("Child", options: new TaskOptions().WithInstanceId("child"));
            var paid = await context.WaitForExternalEvent<string>("Paid");
            return string.Join('+', first, both[0], both[1], child, paid);
        })
        .AddOrchestratorFunc<string>("Child", async context =>
            await context.CallActivityAsync<string>("Do", "d") + "+" + await context.CallActivityAsync<string>("Do", "e"))
        .AddActivityFunc<string, string>("Do", (_, step) =>
        {
            _runs.Enqueue(step);
            return step;
        });
}
