using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using static Microsoft.DurableTask.Worker.DurableTaskWorkerOptions;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class VersionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("versions-");
    private readonly ManualTimeProvider _clock = new();
    private int _runs;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_instance_in_flight_keeps_the_version_it_began_with_and_new_ones_get_the_new()
    {
        await using (var old = await StartAsync("1.9"))
        {
            await old.StartInstanceAsync("Flow", options: new StartOrchestrationOptions("old"));
        }

        await using var host = await StartAsync("1.10");
        await host.StartInstanceAsync("Flow", options: new StartOrchestrationOptions("new"));
        await host.RaiseAsync("old", "Go");
        await host.RaiseAsync("new", "Go");

        (await host.ReadAsync("old")).ReadOutputAs<string>().ShouldBe("1.9");
        (await host.ReadAsync("new")).ReadOutputAs<string>().ShouldBe("1.10");
    }

    [Theory]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "1.0", "2.0", false)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "2.0", "1.0", true)]
    [InlineData(VersionMatchStrategy.Strict, "1.0", "2.0", true)]
    [InlineData(VersionMatchStrategy.Strict, "2.0", "2.0", false)]
    [InlineData(VersionMatchStrategy.None, "2.0", "1.0", false)]
    public async Task What_no_longer_matches_fails_or_is_left_until_a_deployment_that_runs_it(
        VersionMatchStrategy match, string began, string deployed, bool refused)
    {
        await using (var first = await StartAsync(began, match))
        {
            await first.StartInstanceAsync("Flow", options: new StartOrchestrationOptions("left"));
            await first.StartInstanceAsync("Flow", options: new StartOrchestrationOptions("ended"));
        }

        await using (var second = await StartAsync(deployed, match))
        {
            (second.Engine.DescribeWaits("left")!.Problem is not null).ShouldBe(refused);
            await second.RaiseAsync("left", "Go");
            (await second.StatusAsync("left")).ShouldBe(refused ? OrchestrationRuntimeStatus.Running : OrchestrationRuntimeStatus.Completed);
            await second.Client.TerminateInstanceAsync("ended", "no longer wanted");
            await second.Engine.WhenIdleAsync();
            (await second.StatusAsync("ended")).ShouldBe(OrchestrationRuntimeStatus.Terminated);
        }

        await using var third = await StartAsync(began, match, VersionFailureStrategy.Fail);
        await third.Engine.WhenIdleAsync();
        (await third.ReadAsync("left")).ReadOutputAs<string>().ShouldBe(began);
        _runs.ShouldBe(2);
    }

    [Fact]
    public async Task What_no_longer_matches_fails_where_that_is_wanted()
    {
        await using (var first = await StartAsync("2.0"))
        {
            await first.StartInstanceAsync("Flow", options: new StartOrchestrationOptions("newer"));
        }

        await using var second = await StartAsync("1.0", failure: VersionFailureStrategy.Fail);
        await second.RaiseAsync("newer", "Go");

        var failed = await second.ReadAsync("newer");
        failed.FailureDetails!.ErrorType.ShouldBe("VersionMismatch");
        failed.FailureDetails.ErrorMessage.ShouldContain("'2.0'");
    }

    [Theory]
    [InlineData(VersionMatchStrategy.None, "2.0", true)]
    [InlineData(VersionMatchStrategy.None, "", true)]
    [InlineData(VersionMatchStrategy.Strict, "2.0", false)]
    [InlineData(VersionMatchStrategy.Strict, "", true)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "0.1", false)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "", true)]
    public async Task Code_without_a_version_is_the_oldest(VersionMatchStrategy match, string began, bool runs)
    {
        await using var host = await StartAsync("", match, VersionFailureStrategy.Fail);

        await host.StartInstanceAsync("Flow", options: new StartOrchestrationOptions("one") { Version = began });
        await host.RaiseAsync("one", "Go");

        var one = await host.ReadAsync("one");
        (one.FailureDetails?.ErrorType).ShouldBe(runs ? null : "VersionMismatch");
        one.RuntimeStatus.ShouldBe(runs ? OrchestrationRuntimeStatus.Completed : OrchestrationRuntimeStatus.Failed);
    }

    [Fact]
    public async Task What_came_for_an_instance_that_was_left_is_there_when_it_runs_again()
    {
        await using (var first = await StartAsync("2.0"))
        {
            await first.StartInstanceAsync("Flow", options: new StartOrchestrationOptions("left"));
        }

        await using (var second = await StartAsync("1.0"))
        {
            await second.Client.SuspendInstanceAsync("left", "not now");
            await second.RaiseAsync("left", "Go");
            (await second.Client.PurgeInstanceAsync("left")).PurgedInstanceCount.ShouldBe(0);
        }

        await using var third = await StartAsync("2.0");
        await third.Engine.WhenIdleAsync();
        (await third.StatusAsync("left")).ShouldBe(OrchestrationRuntimeStatus.Suspended);
        await third.Client.ResumeInstanceAsync("left");
        await third.Engine.WhenIdleAsync();
        (await third.ReadAsync("left")).ReadOutputAs<string>().ShouldBe("2.0");
    }

    [Theory]
    [InlineData(null, "old of 1 by b")]
    [InlineData("1", "old of 1 by b")]
    [InlineData("2", "new of 2 by v2 of b")]
    [InlineData("3", null)]
    public async Task Code_may_be_registered_for_each_version(string? version, string? output)
    {
        await using var host = await Hosts.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<string, string>("Flow", "1", async (context, input) =>
                    $"old of {context.Version} by " + await context.CallActivityAsync<string>("Plain", input))
                .AddOrchestratorFunc<string, string>("FLOW", "2", async (context, input) =>
                    $"new of {context.Version} by " + await context.CallActivityAsync<string>("Versioned", input))
                .AddActivityFunc<string, string>("Plain", (_, input) => input)
                .AddActivityFunc<string, string>("Versioned", "2", (activity, input) => Task.FromResult($"v{activity.Version} of {input}")),
            options: new DurableOptions { DatabasePath = "", DefaultVersion = "1" });

        var id = await host.StartInstanceAsync("Flow", "b", new StartOrchestrationOptions { Version = version is null ? default(TaskVersion?) : new TaskVersion(version) });

        var done = await host.ReadAsync(id);
        done.FailureDetails?.ErrorMessage.ShouldBe("No orchestrator task named 'Flow' for version '3' was found.");
        (output is null ? null : done.ReadOutputAs<string>()).ShouldBe(output);
        Should.Throw<ArgumentException>(() => new DurableTaskRegistry()
            .AddOrchestratorFunc<int, int>("A", "1", (_, n) => Task.FromResult(n)).AddOrchestratorFunc<int, int>("a", "1", (_, n) => Task.FromResult(n)));
    }

    [Theory]
    [InlineData(null, "1", -1)]
    [InlineData("", null, 0)]
    [InlineData("1.9", "1.10", -1)]
    [InlineData("beta", "Alpha", 1)]
    [InlineData("v2", "V2", 0)]
    public void Numbers_compare_as_numbers_and_none_is_the_oldest(string? left, string? right, int order) =>
        Math.Sign(VersionPolicy.Compare(left, right)).ShouldBe(order);

    private Task<DurableTestHost> StartAsync(
        string version,
        VersionMatchStrategy match = VersionMatchStrategy.CurrentOrOlder,
        VersionFailureStrategy failure = VersionFailureStrategy.Reject) => DurableTestHost.StartAsync(
        tasks => tasks
            .AddOrchestratorFunc<string>("Flow", async context =>
            {
                await context.CallActivityAsync("Count");
                await context.WaitForExternalEvent<string>("Go");
                return context.Version;
            })
            .AddActivityFunc("Count", _ => { Interlocked.Increment(ref _runs); }),
        new DurableOptions
        {
            DatabasePath = Path.Combine(_folder.FullName, "hub.db"),
            DefaultVersion = version,
            VersionMatch = match,
            VersionFailure = failure,
        },
        clock: _clock);
}
