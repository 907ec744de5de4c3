using Cerniq.LocalHost.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

/// <summary>Much, large, far away and oddly named.</summary>
public sealed class ExtremesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ten_thousand_activities_are_fanned_out_and_collected_in_order(bool restarted)
    {
        const int count = 10_000;
        var ran = new int[count];
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string>("Fan", async context =>
            {
                var squares = await Task.WhenAll(Enumerable.Range(0, count).Select(n => context.CallActivityAsync<long>("Square", n)));
                await context.WaitForExternalEvent<string>("Go");
                return string.Join(',', squares.Select((square, n) => square == (long)n * n ? 0 : 1).Distinct());
            })
            .AddActivityFunc<int, long>("Square", (_, n) =>
            {
                Interlocked.Increment(ref ran[n]);
                return (long)n * n;
            }));

        var id = await host.StartInstanceAsync("Fan");
        if (restarted)
        {
            await host.RestartAsync();
        }

        await host.RaiseAsync(id, "Go");

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe("0");
        ran.Distinct().ShouldBe([1]);
    }

    [Fact]
    public async Task Two_thousand_children_are_fanned_out_and_terminated_with_their_parent()
    {
        const int count = 2_000;
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string, int>("Fan", async (context, name) =>
            {
                var children = Enumerable.Range(0, count).Select(n => context.CallSubOrchestratorAsync<int>(
                    name, n, new TaskOptions().WithInstanceId($"{context.InstanceId}-{n}")));
                return (await Task.WhenAll(children)).Select((got, n) => got == n ? 0 : 1).Sum();
            })
            .AddOrchestratorFunc<int, int>("Gives", (_, n) => n)
            .AddOrchestratorFunc<int, int>("Waits", (context, _) => context.WaitForExternalEvent<int>("Never")));

        var done = await host.RunAsync("Fan", "Gives");
        var waiting = await host.StartInstanceAsync("Fan", "Waits");
        await host.Client.TerminateInstanceAsync(waiting, new TerminateInstanceOptions("over", Recursive: true));
        await host.Engine.WhenIdleAsync();

        done.ReadOutputAs<int>().ShouldBe(0);
        var open = new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending]);
        await foreach (var left in host.Client.GetAllInstancesAsync(open))
        {
            left.InstanceId.ShouldBeNull("it should have been terminated");
        }

        (await host.Client.PurgeInstanceAsync(waiting, new PurgeInstanceOptions(Recursive: true))).PurgedInstanceCount.ShouldBe(count + 1);
    }

    [Fact]
    public async Task Megabytes_go_through_inputs_activities_events_statuses_and_children()
    {
        var large = "ș" + new string('x', 4_000_000);
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<string, string>("Large", async (context, input) =>
                {
                    context.SetCustomStatus(input);
                    var echo = await context.CallActivityAsync<string>("Echo", input);
                    var child = await context.CallSubOrchestratorAsync<string>("Child", echo);
                    return child + await context.WaitForExternalEvent<string>("More");
                })
                .AddOrchestratorFunc<string, string>("Child", (_, input) => input)
                .AddActivityFunc<string, string>("Echo", (_, input) => input),
            replays: true);

        var id = await host.StartInstanceAsync("Large", large);
        await host.RestartAsync();
        await host.RaiseAsync(id, "More", large);

        var done = await host.ReadAsync(id);
        (done.ReadInputAs<string>() == large).ShouldBeTrue();
        (done.ReadOutputAs<string>() == large + large).ShouldBeTrue();
        (done.ReadCustomStatusAs<string>() == large).ShouldBeTrue();
    }

    [Theory]
    [InlineData("facturi-ășțâî")]
    [InlineData("订单-42")]
    [InlineData("🧾🧾")]
    [InlineData("with space + plus & amp % per cent = ; '\"")]
    [InlineData("x")]
    public async Task An_id_may_be_of_any_script(string id)
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string>("Waits", async context => context.InstanceId + await context.WaitForExternalEvent<string>("Go")));

        await host.StartInstanceAsync("Waits", options: new StartOrchestrationOptions(id));
        await host.StartInstanceAsync("Waits", options: new StartOrchestrationOptions(id + "-2"));
        await host.RestartAsync();
        await host.RaiseAsync(id, "Go", "!");

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe(id + "!");
        var listed = new List<string>();
        await foreach (var found in host.Client.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: id)))
        {
            listed.Add(found.InstanceId);
        }

        listed.ShouldBe([id, id + "-2"], ignoreOrder: true);
        (await host.Client.PurgeInstanceAsync(id)).PurgedInstanceCount.ShouldBe(1);
    }

    [Theory]
    [InlineData("@entity@key")]
    [InlineData("a/b")]
    [InlineData("a\\b?c#d")]
    public async Task A_child_may_have_an_id_that_a_client_could_not_give(string childId)
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string>("Parent", context => context.CallSubOrchestratorAsync<string>(
                "Child", new TaskOptions().WithInstanceId(childId)))
            .AddOrchestratorFunc<string>("Child", async context =>
                context.InstanceId + await context.WaitForExternalEvent<string>("Go")));

        var id = await host.StartInstanceAsync("Parent");
        await host.RaiseAsync(childId, "Go", "!");

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe(childId + "!");
    }

    [Fact]
    public async Task A_timer_of_years_passes_in_no_time()
    {
        const int days = 1000;
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<double>("Ages", async context =>
        {
            var began = context.CurrentUtcDateTime;
            await context.CreateTimer(TimeSpan.FromDays(days), CancellationToken.None);
            return (context.CurrentUtcDateTime - began).TotalDays;
        }));

        (await host.RunAsync("Ages")).ReadOutputAs<double>().ShouldBe(days);
    }

    [Fact]
    public async Task A_timer_at_the_end_of_time_is_waited_for_and_can_be_given_up()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<string>("Never", async context =>
        {
            using var off = new CancellationTokenSource();
            var never = context.CreateTimer(DateTime.MaxValue, off.Token);
            var go = context.WaitForExternalEvent<string>("Go");
            await Task.WhenAny(never, go);
            off.Cancel();
            return await go;
        }));

        var id = await host.StartInstanceAsync("Never");
        await host.RestartAsync();
        await host.AdvanceUntilIdleAsync(TimeSpan.FromDays(30));
        await host.RaiseAsync(id, "Go", "enough");

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe("enough");
        host.Engine.NextTimerDue().ShouldBeNull();
    }

    [Fact]
    public async Task A_deep_line_of_children_ends_and_is_terminated_from_the_top()
    {
        const int depth = 40;
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Nest", async (context, left) =>
        {
            if (left == 0)
            {
                await context.WaitForExternalEvent<string>("Go");
                return 0;
            }

            return 1 + await context.CallSubOrchestratorAsync<int>(
                "Nest", left - 1, new TaskOptions().WithInstanceId($"{context.InstanceId.Split('-')[0]}-{left - 1}"));
        }));

        var id = await host.StartInstanceAsync("Nest", depth, new StartOrchestrationOptions($"one-{depth}"));
        var other = await host.StartInstanceAsync("Nest", depth, new StartOrchestrationOptions($"two-{depth}"));
        await host.RaiseAsync("one-0", "Go");
        await host.Client.TerminateInstanceAsync(other, new TerminateInstanceOptions("enough", Recursive: true));
        await host.Engine.WhenIdleAsync();

        (await host.ReadAsync(id)).ReadOutputAs<int>().ShouldBe(depth);
        (await host.StatusAsync("two-0")).ShouldBe(OrchestrationRuntimeStatus.Terminated);
        (await host.Client.PurgeInstanceAsync(other, new PurgeInstanceOptions(Recursive: true))).PurgedInstanceCount.ShouldBe(depth + 1);
    }

    [Fact]
    public async Task A_parent_whose_child_is_replaced_by_a_client_is_told()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync("Child", new TaskOptions().WithInstanceId("child")))
            .AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<string>("Go")));

        var id = await host.StartInstanceAsync("Parent");
        await host.StartInstanceAsync("Child", options: new StartOrchestrationOptions("child").WithDedupeStatuses());

        var failed = await host.ReadAsync(id);
        failed.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        failed.FailureDetails!.ErrorMessage.ShouldContain("'child'");
    }

    [Fact]
    public async Task Carried_over_events_keep_their_order_through_many_executions()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc<List<int>, List<int>>("Takes", async (context, taken) =>
        {
            taken ??= [];
            taken.Add(await context.WaitForExternalEvent<int>("NUMBER"));
            if (taken.Count < 50)
            {
                context.ContinueAsNew(taken);
            }

            return taken;
        }));

        var id = await host.StartInstanceAsync("Takes");
        for (var n = 0; n < 50; n++)
        {
            await host.Client.RaiseEventAsync(id, n % 2 == 0 ? "Number" : "number", n);
        }

        await host.Engine.WhenIdleAsync();

        (await host.ReadAsync(id)).ReadOutputAs<List<int>>().ShouldBe(Enumerable.Range(0, 50));
    }

    [Fact]
    public async Task Inner_causes_are_known_by_type_after_a_restart()
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<string>("Asks", async context =>
                {
                    try
                    {
                        await context.CallActivityAsync("Fails");
                        return "";
                    }
                    catch (TaskFailedException failed)
                    {
                        await context.WaitForExternalEvent<string>("Go");
                        var middle = failed.FailureDetails.InnerFailure!;
                        return string.Join(' ', failed.FailureDetails.IsCausedBy<InvalidOperationException>(), failed.FailureDetails.IsCausedBy<SystemException>(),
                            failed.FailureDetails.IsCausedBy<IOException>(), middle.IsCausedBy<IOException>(), middle.InnerFailure!.IsCausedBy<TimeoutException>(),
                            middle.InnerFailure.ErrorMessage, middle.InnerFailure.InnerFailure is null);
                    }
                })
                .AddActivityFunc("Fails", _ => throw new InvalidOperationException("a", new FileNotFoundException("b", new TimeoutException("c")))),
            options: new DurableOptions { DatabasePath = "" });

        var id = await host.StartInstanceAsync("Asks");
        await host.RestartAsync();
        await host.RaiseAsync(id, "go");

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe("True True False True True c True");
    }
}
