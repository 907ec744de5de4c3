using Cerniq.LocalHost.Durable.History;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class SteeringTests
{
    private static Action<DurableTaskRegistry> Waiter => tasks => tasks
        .AddOrchestratorFunc<string?, string>("Waits", async (context, input) => input + await context.WaitForExternalEvent<string>("Go"))
        .AddOrchestratorFunc<string>("Ends", _ => "end");

    [Fact]
    public async Task A_running_instance_refuses_a_second_start_and_a_finished_one_makes_way()
    {
        await using var host = await Hosts.StartAsync(Waiter);
        var options = new StartOrchestrationOptions("invoice-1");
        await host.StartInstanceAsync("Waits", "a", options);

        await Should.ThrowAsync<OrchestrationAlreadyExistsException>(() => host.StartInstanceAsync("Waits", "b", options));
        await host.RaiseAsync("invoice-1", "Go", "!");
        (await host.ReadAsync("invoice-1")).ReadOutputAs<string>().ShouldBe("a!");

        await host.StartInstanceAsync("Waits", "c", options);
        (await host.ReadAsync("invoice-1")).SerializedOutput.ShouldBeNull();
        await host.RaiseAsync("invoice-1", "Go", "!");
        (await host.ReadAsync("invoice-1")).ReadOutputAs<string>().ShouldBe("c!");
    }

    [Fact]
    public async Task Of_many_starts_of_one_id_at_once_exactly_one_wins()
    {
        await using var host = await Hosts.StartAsync(Waiter);
        var starts = Enumerable.Range(0, 40).Select(async n =>
        {
            try
            {
                await host.Client.ScheduleNewOrchestrationInstanceAsync("Waits", n.ToString(), new StartOrchestrationOptions("one"));
                return 1;
            }
            catch (OrchestrationAlreadyExistsException)
            {
                return 0;
            }
        });

        (await Task.WhenAll(starts)).Sum().ShouldBe(1);
    }

    [Fact]
    public async Task Dedupe_statuses_choose_what_refuses_a_start()
    {
        await using var host = await Hosts.StartAsync(Waiter);
        var options = new StartOrchestrationOptions("id");
        await host.StartInstanceAsync("Ends", options: options);

        await Should.ThrowAsync<OrchestrationAlreadyExistsException>(
            () => host.StartInstanceAsync("Ends", options: options.WithDedupeStatuses(OrchestrationRuntimeStatus.Completed)));
        await host.StartInstanceAsync("Waits", options: options.WithDedupeStatuses(OrchestrationRuntimeStatus.Running));
        await Should.ThrowAsync<OrchestrationAlreadyExistsException>(
            () => host.StartInstanceAsync("Ends", options: options.WithDedupeStatuses(OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending)));
        await host.StartInstanceAsync("Ends", options: options.WithDedupeStatuses(OrchestrationRuntimeStatus.Completed));

        (await host.StatusAsync("id")).ShouldBe(OrchestrationRuntimeStatus.Completed);
    }

    [Theory]
    [InlineData("@entity")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("a\nb")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task Ids_that_do_not_fit_an_address_are_refused(string id)
    {
        await using var host = await Hosts.StartAsync(Waiter);

        await Should.ThrowAsync<ArgumentException>(() => host.StartInstanceAsync("Ends", options: new StartOrchestrationOptions(id)));
        await Should.ThrowAsync<ArgumentException>(() => host.StartInstanceAsync("Ends", options: new StartOrchestrationOptions(new string('x', 257))));
    }

    [Fact]
    public async Task A_refused_id_says_what_is_wrong_with_it()
    {
        await using var host = await Hosts.StartAsync(Waiter);
        (string Id, string Words)[] wrong =
        [
            ("..", "no address can end in it"), ("🦞"[..1], "half of a surrogate pair"), ("a" + "🦞"[1..], "half of a surrogate pair"),
            ("🦞" + "🦞"[..1], "half of a surrogate pair"),
        ];

        foreach (var (id, words) in wrong)
        {
            var refused = await Should.ThrowAsync<ArgumentException>(() => host.StartInstanceAsync("Ends", options: new StartOrchestrationOptions(id)));
            refused.Message.ShouldContain(words);
        }
    }

    [Fact]
    public async Task A_child_that_no_address_could_end_in_is_refused_to_its_parent()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string>("Parent", async context =>
            {
                try
                {
                    await context.CallSubOrchestratorAsync("Ends", new TaskOptions(new RetryPolicy(3, TimeSpan.FromHours(1))).WithInstanceId(".."));
                    return "";
                }
                catch (TaskFailedException refused)
                {
                    return refused.FailureDetails.ErrorMessage;
                }
            })
            .AddOrchestratorFunc("Ends", _ => { }));

        var id = await host.StartInstanceAsync("Parent");

        (await host.ReadAsync(id)).ReadOutputAs<string>()!.ShouldContain("no address can end in it");
        (await host.Client.GetInstanceAsync("..")).ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Suspended_instances_take_everything_in_and_do_it_in_order_when_resumed(bool replays)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<string>("Two", async context =>
                {
                    var first = await context.WaitForExternalEvent<string>("Word");
                    await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                    var echoed = await context.CallActivityAsync<string>("Echo", first);
                    return echoed + await context.WaitForExternalEvent<string>("Word");
                })
                .AddActivityFunc<string, string>("Echo", (_, word) => word),
            replays);
        var id = await host.StartInstanceAsync("Two");

        await host.Client.SuspendInstanceAsync(id, "pause");
        await host.RaiseAsync(id, "Word", "a");
        await host.RaiseAsync(id, "Word", "b");
        await host.AdvanceUntilIdleAsync();
        (await host.StatusAsync(id)).ShouldBe(OrchestrationRuntimeStatus.Suspended);
        host.Engine.ReadHistory(id).OfType<TaskRequest>().ShouldBeEmpty();
        await host.RestartAsync();
        await host.Client.ResumeInstanceAsync(id, "go on");
        await host.AdvanceUntilIdleAsync();

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe("ab");
    }

    [Fact]
    public async Task A_suspended_instance_keeps_its_activitys_answer_and_can_be_terminated()
    {
        var release = new TaskCompletionSource();
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Slow", context => context.CallActivityAsync("Wait"))
            .AddActivityFunc("Wait", _ => release.Task));
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Slow");
        await host.Client.WaitForInstanceStartAsync(id);
        await host.Client.SuspendInstanceAsync(id);
        while (await host.StatusAsync(id) != OrchestrationRuntimeStatus.Suspended)
        {
            await Task.Yield();
        }

        release.SetResult();
        await host.Engine.WhenIdleAsync();
        (await host.StatusAsync(id)).ShouldBe(OrchestrationRuntimeStatus.Suspended);
        host.Engine.ReadHistory(id).OfType<TaskCompleted>().ShouldHaveSingleItem();
        await host.Client.TerminateInstanceAsync(id, "over");
        await host.Engine.WhenIdleAsync();

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe("over");
    }

    [Fact]
    public async Task Terminating_ends_at_once_without_its_timers_and_leaves_the_missing_alone()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks.AddOrchestratorFunc(
            "Sleeps", context => context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None)));
        var id = await host.StartInstanceAsync("Sleeps");

        await host.Client.TerminateInstanceAsync(id);
        await host.Client.TerminateInstanceAsync("nobody");
        await host.Engine.WhenIdleAsync();
        await host.Client.TerminateInstanceAsync(id, "again");
        await host.Engine.WhenIdleAsync();

        (await host.StatusAsync(id)).ShouldBe(OrchestrationRuntimeStatus.Terminated);
        (await host.ReadAsync(id)).SerializedOutput.ShouldBeNull();
        host.Engine.NextTimerDue().ShouldBeNull();
    }

    [Fact]
    public async Task Restarting_runs_the_same_input_again()
    {
        await using var host = await Hosts.StartAsync(Waiter);
        var id = await host.StartInstanceAsync("Waits", "a");
        await Should.ThrowAsync<InvalidOperationException>(() => host.Client.RestartAsync(id));
        var other = await host.Client.RestartAsync(id, restartWithNewInstanceId: true);
        await host.RaiseAsync(id, "Go", "1");

        (await host.Client.RestartAsync(id)).ShouldBe(id);
        await host.RaiseAsync(id, "Go", "2");
        await host.RaiseAsync(other, "Go", "3");

        other.ShouldNotBe(id);
        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe("a2");
        (await host.ReadAsync(other)).ReadOutputAs<string>().ShouldBe("a3");
        await Should.ThrowAsync<ArgumentException>(() => host.Client.RestartAsync("nobody"));
    }

    [Fact]
    public async Task Purging_removes_finished_instances_only()
    {
        await using var host = await Hosts.StartAsync(Waiter);
        var running = await host.StartInstanceAsync("Waits");
        var ended = await host.StartInstanceAsync("Ends");

        (await host.Client.PurgeInstanceAsync(running)).PurgedInstanceCount.ShouldBe(0);
        (await host.Client.PurgeInstanceAsync("nobody")).PurgedInstanceCount.ShouldBe(0);
        (await host.Client.PurgeInstanceAsync(ended)).PurgedInstanceCount.ShouldBe(1);

        (await host.Client.GetInstanceAsync(ended)).ShouldBeNull();
        (await host.StatusAsync(running)).ShouldBe(OrchestrationRuntimeStatus.Running);
    }

    [Fact]
    public async Task Purging_many_goes_by_status_and_time_and_takes_children_along_if_asked()
    {
        await using var host = await Hosts.StartAsync(tasks =>
        {
            Waiter(tasks);
            tasks.AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync("Ends"));
        });
        for (var i = 0; i < 250; i++)
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Ends");
        }

        await host.Engine.WhenIdleAsync();
        host.Clock.Advance(TimeSpan.FromDays(1));
        var parent = await host.StartInstanceAsync("Parent");

        var first = await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(CreatedTo: host.Clock.GetUtcNow().AddHours(-1)));
        first.PurgedInstanceCount.ShouldBe(250);
        first.IsComplete.ShouldBe(true);
        (await host.Client.PurgeInstanceAsync(parent, new PurgeInstanceOptions(Recursive: true))).PurgedInstanceCount.ShouldBe(2);
    }

    [Fact]
    public async Task Purging_many_stops_when_its_time_is_up_and_goes_on_when_called_again()
    {
        await using var host = await Hosts.StartAsync(Waiter);
        for (var i = 0; i < 250; i++)
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Ends");
        }

        await host.Engine.WhenIdleAsync();
        var filter = new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Completed]) { Timeout = TimeSpan.Zero };
        var removed = new List<int>();
        PurgeResult result;
        do
        {
            result = await host.Client.PurgeAllInstancesAsync(filter);
            removed.Add(result.PurgedInstanceCount);
        }
        while (result.IsComplete == false);

        removed.Count.ShouldBeGreaterThan(1);
        removed[0].ShouldBeGreaterThan(0);
        removed.Sum().ShouldBe(250);
    }

    [Fact]
    public async Task Waiting_for_a_missing_instance_fails_and_reading_it_gives_null()
    {
        await using var host = await Hosts.StartAsync(Waiter);

        (await host.Client.GetInstanceAsync("nobody")).ShouldBeNull();
        await Should.ThrowAsync<InvalidOperationException>(() => host.Client.WaitForInstanceCompletionAsync("nobody"));
    }

    [Fact]
    public async Task Payloads_are_there_only_when_asked_for()
    {
        await using var host = await Hosts.StartAsync(Waiter);
        var id = await host.StartInstanceAsync("Ends", "in", new StartOrchestrationOptions { Tags = new Dictionary<string, string> { ["k"] = "v" } });

        var bare = (await host.Client.GetInstanceAsync(id))!;

        bare.SerializedOutput.ShouldBeNull();
        bare.Tags["k"].ShouldBe("v");
        Should.Throw<InvalidOperationException>(() => bare.ReadOutputAs<string>());
        (await host.ReadAsync(id)).ReadInputAs<string>().ShouldBe("in");
    }
}
