using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class SubOrchestrationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_child_knows_its_parent_and_has_the_next_guid_for_an_id(bool replays)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<string>("Parent", context => context.CallSubOrchestratorAsync<string>("Child", 5))
                .AddOrchestratorFunc<int, string>(
                    "Child", (context, n) => $"{context.Parent!.Name}/{context.Parent.InstanceId}/{context.InstanceId}/{n}"),
            replays);

        var done = await host.RunAsync("Parent");

        var child = Cerniq.LocalHost.Durable.Replay.DeterministicGuid.Create(done.InstanceId, host.Clock.GetUtcNow().UtcDateTime, 0).ToString("N");
        done.ReadOutputAs<string>().ShouldBe($"Parent/{done.InstanceId}/{child}/5");
    }

    [Fact]
    public async Task An_id_can_be_chosen_in_both_ways()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc<string[]>("Parent", async context =>
            [
                await context.CallSubOrchestratorAsync<string>("Child", options: new SubOrchestrationOptions(instanceId: "one")),
                await context.CallSubOrchestratorAsync<string>("Child", options: new TaskOptions().WithInstanceId("two")),
            ])
            .AddOrchestratorFunc<string>("Child", context => context.InstanceId));

        (await host.RunAsync("Parent")).ReadOutputAs<string[]>().ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task A_child_whose_id_runs_already_fails_the_call()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync("Child", options: new TaskOptions().WithInstanceId("taken")))
            .AddOrchestratorFunc<string>("Child", context => context.WaitForExternalEvent<string>("Go")));
        await host.StartInstanceAsync("Child", options: new StartOrchestrationOptions("taken"));

        var parent = await host.RunAsync("Parent");

        parent.FailureDetails!.InnerFailure!.IsCausedBy<OrchestrationAlreadyExistsException>().ShouldBeTrue();
        (await host.StatusAsync("taken")).ShouldBe(OrchestrationRuntimeStatus.Running);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Terminating_reaches_the_children_only_if_asked(bool recursive)
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync("Child", options: new TaskOptions().WithInstanceId("child")))
            .AddOrchestratorFunc("Child", context => context.CallSubOrchestratorAsync("Grandchild", options: new TaskOptions().WithInstanceId("grandchild")))
            .AddOrchestratorFunc("Grandchild", context => context.WaitForExternalEvent<string>("Never")));
        var id = await host.StartInstanceAsync("Parent");

        await host.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("enough", recursive));
        await host.Engine.WhenIdleAsync();

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe("enough");
        var expected = recursive ? OrchestrationRuntimeStatus.Terminated : OrchestrationRuntimeStatus.Running;
        (await host.StatusAsync("child")).ShouldBe(expected);
        (await host.StatusAsync("grandchild")).ShouldBe(expected);
    }

    [Fact]
    public async Task A_terminated_child_fails_its_parents_call()
    {
        await using var host = await Hosts.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync("Child", options: new TaskOptions().WithInstanceId("child")))
            .AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<string>("Never")));
        var id = await host.StartInstanceAsync("Parent");

        await host.Client.TerminateInstanceAsync("child", "stopped");
        await host.Engine.WhenIdleAsync();

        (await host.StatusAsync(id)).ShouldBe(OrchestrationRuntimeStatus.Failed);
    }

    [Fact]
    public async Task Versions_go_to_activities_but_children_take_the_default()
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<string[]>("Parent", async context =>
                [
                    context.Version,
                    await context.CallActivityAsync<string>("Tell"),
                    await context.CallSubOrchestratorAsync<string>("Child"),
                    await context.CallSubOrchestratorAsync<string>("Child", options: new SubOrchestrationOptions { Version = "7.1" }),
                    context.CompareVersionTo("1.10").ToString(System.Globalization.CultureInfo.InvariantCulture),
                ])
                .AddOrchestratorFunc<string>("Child", context => context.Version)
                .AddActivityFunc<string>("Tell", context => context.Version),
            options: new Cerniq.LocalHost.Durable.DurableOptions { DatabasePath = "", DefaultVersion = "3.0" });

        var id = await host.StartInstanceAsync("Parent", options: new StartOrchestrationOptions { Version = "1.9" });
        var unversioned = await host.StartInstanceAsync("Child");

        (await host.ReadAsync(id)).ReadOutputAs<string[]>().ShouldBe(["1.9", "1.9", "3.0", "7.1", "-1"]);
        (await host.ReadAsync(unversioned)).ReadOutputAs<string>().ShouldBe("3.0");
    }
}
