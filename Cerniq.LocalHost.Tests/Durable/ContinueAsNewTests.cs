using Cerniq.LocalHost.Durable.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class ContinueAsNewTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_new_execution_begins_with_an_empty_history_and_fresh_ids(bool replays)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<int, int>("Loop", async (context, round) =>
                {
                    await context.CallActivityAsync("Nothing");
                    await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                    if (round < 5)
                    {
                        context.ContinueAsNew(round + 1);
                        context.SetCustomStatus("the code after it still runs");
                        return -1;
                    }

                    return round;
                })
                .AddActivityFunc("Nothing", _ => { }),
            replays);

        var done = await host.RunAsync("Loop", 1);

        done.ReadOutputAs<int>().ShouldBe(5);
        done.ReadInputAs<int>().ShouldBe(5);
        done.SerializedCustomStatus.ShouldBeNull();
        host.Engine.ReadHistory(done.InstanceId).OfType<TaskRequest>().Select(request => request.TaskId).ShouldBe([0, 1]);
    }

    [Theory]
    [InlineData(true, "abc")]
    [InlineData(false, "")]
    public async Task Buffered_events_are_carried_over_or_dropped(bool preserve, string expected)
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<string?, string>("Again", async (context, collected) =>
        {
            if (collected is null)
            {
                await context.WaitForExternalEvent<string>("Turn");
                context.ContinueAsNew("", preserve);
                return "";
            }

            while (collected.Length < 3)
            {
                using var off = new CancellationTokenSource();
                var next = context.WaitForExternalEvent<string>("Letter", off.Token);
                var nothing = context.CreateTimer(TimeSpan.FromMinutes(1), off.Token);
                if (await Task.WhenAny(next, nothing) == nothing)
                {
                    break;
                }

                collected += await next;
                off.Cancel();
            }

            return collected;
        }));

        var id = await host.StartInstanceAsync("Again");
        foreach (var letter in new[] { "a", "b", "c" })
        {
            await host.RaiseAsync(id, "letter", letter);
        }

        await host.RaiseAsync(id, "Turn");
        await host.AdvanceUntilIdleAsync();

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe(expected);
    }

    [Fact]
    public async Task Events_that_arrive_while_it_waits_to_end_are_not_lost()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<bool, string>("Again", async (context, second) =>
        {
            if (second)
            {
                return await context.WaitForExternalEvent<string>("Paid");
            }

            context.ContinueAsNew(true);
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return "";
        }));

        var id = await host.StartInstanceAsync("Again", false);
        await host.RaiseAsync(id, "Paid", "once");
        await host.AdvanceUntilIdleAsync();

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe("once");
    }

    [Fact]
    public async Task A_failure_after_it_fails_the_instance()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc("Again", context =>
        {
            context.ContinueAsNew();
            throw new InvalidOperationException("after");
        }));

        (await host.RunAsync("Again")).SerializedOutput.ShouldBe("after");
    }

    [Fact]
    public async Task The_version_can_be_changed()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<string>("Again", context =>
        {
            if (context.Version != "2.0")
            {
                context.ContinueAsNew(new ContinueAsNewOptions { NewVersion = "2.0" });
            }

            return context.Version;
        }));

        (await host.RunAsync("Again")).ReadOutputAs<string>().ShouldBe("2.0");
    }

    [Fact]
    public async Task A_new_execution_that_is_due_survives_a_restart()
    {
        var rounds = new List<int>();
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Loop", async (context, round) =>
        {
            await context.WaitForExternalEvent<string>("Next");
            rounds.Add(round);
            context.ContinueAsNew(round + 1);
        }));
        var id = await host.StartInstanceAsync("Loop", 1);
        host.Engine.Faults.Hook = (checkpoint, _) => checkpoint == Cerniq.LocalHost.Durable.Running.Checkpoint.AfterTurnCommit;
        await Should.ThrowAsync<IOException>(() => host.RaiseAsync(id, "Next"));
        await host.RestartAsync();
        await host.RaiseAsync(id, "Next");

        rounds.ShouldBe([1, 2]);
        (await host.StatusAsync(id)).ShouldBe(OrchestrationRuntimeStatus.Running);
    }
}
