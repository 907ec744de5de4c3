using Cerniq.LocalHost.Durable.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class RewindTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Goes_on_from_the_failed_activity_without_running_the_others_again(bool replays)
    {
        var runs = new List<string>();
        var broken = true;
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<string>("Flow", async context =>
                    await context.CallActivityAsync<string>("Do", "a") + await context.CallActivityAsync<string>("Do", "b")
                    + await context.CallActivityAsync<string>("Do", "c"))
                .AddActivityFunc<string, string>("Do", (_, step) =>
                {
                    runs.Add(step);
                    return step == "b" && broken ? throw new InvalidOperationException("broken") : step;
                }),
            replays);
        var failed = await host.RunAsync("Flow");
        failed.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);

        broken = false;
        await host.Client.RewindInstanceAsync(failed.InstanceId, "fixed");
        await host.AdvanceUntilIdleAsync();

        var done = await host.ReadAsync(failed.InstanceId);
        done.ReadOutputAs<string>().ShouldBe("abc");
        done.FailureDetails.ShouldBeNull();
        runs.ShouldBe(["a", "b", "b", "c"]);
        host.Engine.ReadHistory(failed.InstanceId).OfType<ExecutionRewound>().Single().Reason.ShouldBe("fixed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Gives_an_exhausted_retry_policy_its_last_attempt_again(bool replays)
    {
        var attempts = 0;
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<string>("Flow", async context =>
                {
                    var result = await context.CallActivityAsync<string>(
                        "Flaky", options: TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMinutes(1))));
                    await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                    return result;
                })
                .AddActivityFunc<string>("Flaky", _ => ++attempts <= 3 ? throw new InvalidOperationException("no") : "yes"),
            replays);
        var failed = await host.RunAsync("Flow");

        await host.Client.RewindInstanceAsync(failed.InstanceId, "again");
        await host.AdvanceUntilIdleAsync();

        (await host.ReadAsync(failed.InstanceId)).ReadOutputAs<string>().ShouldBe("yes");
        attempts.ShouldBe(4);
    }

    [Fact]
    public async Task Runs_all_failed_members_of_a_fan_out_again_and_no_other()
    {
        var runs = new List<int>();
        var broken = true;
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<int>("Fan", async context =>
                    (await Task.WhenAll(Enumerable.Range(0, 6).Select(n => context.CallActivityAsync<int>("Do", n)))).Sum())
                .AddActivityFunc<int, int>("Do", (_, n) =>
                {
                    lock (runs)
                    {
                        runs.Add(n);
                    }

                    return n % 2 == 1 && broken ? throw new InvalidOperationException("odd") : n;
                }),
            replays: true);
        var failed = await host.RunAsync("Fan");

        broken = false;
        await host.Client.RewindInstanceAsync(failed.InstanceId, "fixed");
        await host.AdvanceUntilIdleAsync();

        (await host.ReadAsync(failed.InstanceId)).ReadOutputAs<int>().ShouldBe(15);
        runs.Order().ShouldBe([0, 1, 1, 2, 3, 3, 4, 5, 5]);
    }

    [Fact]
    public async Task Rewinds_the_failed_child_too()
    {
        var runs = new List<string>();
        var broken = true;
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string>("Parent", context => context.CallSubOrchestratorAsync<string>("Child"))
            .AddOrchestratorFunc<string>("Child", async context =>
                await context.CallActivityAsync<string>("Do", "a") + await context.CallActivityAsync<string>("Do", "b"))
            .AddActivityFunc<string, string>("Do", (_, step) =>
            {
                runs.Add(step);
                return step == "b" && broken ? throw new InvalidOperationException("broken") : step;
            }));
        var failed = await host.RunAsync("Parent");

        broken = false;
        await host.Client.RewindInstanceAsync(failed.InstanceId, "fixed");
        await host.AdvanceUntilIdleAsync();

        (await host.ReadAsync(failed.InstanceId)).ReadOutputAs<string>().ShouldBe("ab");
        runs.ShouldBe(["a", "b", "b"]);
    }

    [Theory]
    [InlineData("kept")]
    [InlineData("purged")]
    [InlineData("restarted")]
    public async Task Reaches_down_to_the_grandchild_and_runs_what_is_gone_anew(string child)
    {
        var runs = new List<string>();
        var broken = true;
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<string>("Top", async context =>
                {
                    var all = Enumerable.Range(0, 3).Select(n => context.CallSubOrchestratorAsync<string>(
                        "Middle", n, new TaskOptions().WithInstanceId($"middle-{n}")));
                    return string.Join('+', await Task.WhenAll(all));
                })
                .AddOrchestratorFunc<int, string>("Middle", (context, n) => context.CallSubOrchestratorAsync<string>(
                    "Bottom", n, new TaskOptions().WithInstanceId($"bottom-{n}")))
                .AddOrchestratorFunc<int, string>("Bottom", async (context, n) =>
                    await context.CallActivityAsync<string>("Do", $"a{n}") + await context.CallActivityAsync<string>("Do", $"b{n}"))
                .AddActivityFunc<string, string>("Do", (_, step) =>
                {
                    lock (runs)
                    {
                        runs.Add(step);
                    }

                    return step == "b1" && broken ? throw new InvalidOperationException("broken") : step;
                }),
            replays: true);
        var failed = await host.RunAsync("Top");
        failed.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        switch (child)
        {
            case "purged":
                (await host.Client.PurgeInstanceAsync("bottom-1")).PurgedInstanceCount.ShouldBe(1);
                break;
            case "restarted":
                await host.RestartAsync();
                break;
        }

        broken = false;
        await host.Client.RewindInstanceAsync(failed.InstanceId, "fixed");
        await host.AdvanceUntilIdleAsync();

        (await host.ReadAsync(failed.InstanceId)).ReadOutputAs<string>().ShouldBe("a0b0+a1b1+a2b2");
        runs.Count(step => step == "a0").ShouldBe(1);
        runs.Count(step => step == "a1").ShouldBe(child == "purged" ? 2 : 1);
        runs.Count(step => step == "b1").ShouldBe(2);
        (await host.StatusAsync("bottom-1")).ShouldBe(OrchestrationRuntimeStatus.Completed);
    }

    [Fact]
    public async Task Lets_repaired_code_go_on_where_the_code_itself_failed()
    {
        var broken = true;
        var runs = 0;
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string>("Flow", async context =>
            {
                await context.CallActivityAsync("Do");
                return broken ? throw new InvalidOperationException("bug") : "fine";
            })
            .AddActivityFunc("Do", _ => runs++));
        var failed = await host.RunAsync("Flow");

        broken = false;
        await host.Client.RewindInstanceAsync(failed.InstanceId, "deployed");
        await host.AdvanceUntilIdleAsync();

        (await host.ReadAsync(failed.InstanceId)).ReadOutputAs<string>().ShouldBe("fine");
        runs.ShouldBe(1);
    }

    [Fact]
    public async Task Keeps_events_that_came_after_the_failed_step_was_begun()
    {
        var broken = true;
        var begun = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<string>("Flow", async context =>
                {
                    await context.CallActivityAsync("Do");
                    return await context.WaitForExternalEvent<string>("Paid");
                })
                .AddActivityFunc("Do", async _ =>
                {
                    begun.TrySetResult();
                    await go.Task;
                    if (broken)
                    {
                        throw new InvalidOperationException("broken");
                    }
                }),
            replays: true);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Flow");
        await begun.Task;
        await host.Client.RaiseEventAsync(id, "Paid", "kept");
        go.SetResult();
        (await host.Client.WaitForInstanceCompletionAsync(id)).RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);

        broken = false;
        await host.Client.RewindInstanceAsync(id, "fixed");
        await host.Engine.WhenIdleAsync();

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe("kept");
    }

    [Fact]
    public async Task Is_taken_up_after_a_crash_between_its_write_and_its_turn()
    {
        var broken = true;
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<string>(
            "Flow", _ => broken ? throw new InvalidOperationException("bug") : "fine"));
        var failed = await host.RunAsync("Flow");

        broken = false;
        host.Engine.Faults.Cut();
        await host.Client.RewindInstanceAsync(failed.InstanceId, "deployed");
        await host.RestartAsync();
        await host.Engine.WhenIdleAsync();

        (await host.ReadAsync(failed.InstanceId)).ReadOutputAs<string>().ShouldBe("fine");
    }

    [Fact]
    public async Task Is_refused_for_the_missing_and_the_not_failed()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc("Ends", _ => { }));
        var done = await host.RunAsync("Ends");

        await Should.ThrowAsync<ArgumentException>(() => host.Client.RewindInstanceAsync("nobody", ""));
        await Should.ThrowAsync<InvalidOperationException>(() => host.Client.RewindInstanceAsync(done.InstanceId, ""));
    }
}
