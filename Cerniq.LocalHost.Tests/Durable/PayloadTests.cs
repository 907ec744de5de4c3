using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

/// <summary>Short inputs and outputs lie with their instance, long ones apart; whoever reads them sees no difference. And no number
/// is given twice, so that nothing on its way to an instance that is gone reaches another.</summary>
public sealed class PayloadTests
{
    private static readonly int[] Lengths = [0, 1, 509, 510, 511, 512, 5000];

    private static void Tasks(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc<int[], string>("Grows", async (context, lengths) =>
        {
            await context.WaitForExternalEvent<string>("Go");
            if (lengths.Length > 2)
            {
                context.ContinueAsNew(lengths[1..]);
            }

            return new string('o', lengths[1]);
        })
        .AddOrchestratorFunc<string, string>("Says", async (context, input) =>
            input + await context.WaitForExternalEvent<string>("More"))
        .AddOrchestratorFunc<string>("Fails", (_, _) => throw new InvalidOperationException("no"));

    [Fact]
    public async Task Texts_of_any_length_are_read_back_as_they_were_given_also_after_a_restart()
    {
        await using var host = await Hosts.StartAsync(Tasks);
        foreach (var before in Lengths)
        {
            await host.StartInstanceAsync("Says", new string('i', before), new StartOrchestrationOptions($"says-{before}"));
        }

        await host.RestartAsync();
        foreach (var (before, more) in Lengths.Zip(Lengths.Reverse()))
        {
            await host.RaiseAsync($"says-{before}", "More", new string('m', more));
        }

        await host.RestartAsync();
        var query = new OrchestrationQuery(FetchInputsAndOutputs: true, Statuses: [OrchestrationRuntimeStatus.Completed]);
        var found = new List<(string Input, string Output)>();
        await foreach (var one in host.Client.GetAllInstancesAsync(query))
        {
            found.Add((one.ReadInputAs<string>()!, one.ReadOutputAs<string>()!));
        }

        found.ShouldBe(Lengths.Zip(Lengths.Reverse(), (before, more) =>
            (new string('i', before), new string('i', before) + new string('m', more))), ignoreOrder: true);
    }

    [Fact]
    public async Task A_text_that_was_long_and_is_short_leaves_nothing_behind()
    {
        await using var host = await Hosts.StartAsync(Tasks);
        var id = await host.StartInstanceAsync("Grows", Enumerable.Repeat(100_000, 100).Append(3).ToArray());
        Payloads(host).ShouldBe(1);
        for (var round = 0; round < 100; round++)
        {
            await host.RaiseAsync(id, "Go", "now");
        }

        (await host.ReadAsync(id)).ReadOutputAs<string>().ShouldBe("ooo");
        (await host.ReadAsync(id)).ReadInputAs<int[]>().ShouldBe([100_000, 3]);
        Payloads(host).ShouldBe(0);
    }

    [Fact]
    public async Task A_failure_is_kept_apart_and_gone_with_its_instance()
    {
        await using var host = await Hosts.StartAsync(Tasks);
        var id = await host.StartInstanceAsync("Fails", "in");

        (await host.ReadAsync(id)).FailureDetails!.ErrorMessage.ShouldBe("no");
        (await host.ReadAsync(id)).ReadInputAs<string>().ShouldBe("in");
        Payloads(host).ShouldBe(1);
        await host.Client.PurgeInstanceAsync(id);
        Payloads(host).ShouldBe(0);
    }

    [Fact]
    public async Task A_number_is_not_given_again_though_the_last_instance_was_purged_before_a_restart()
    {
        await using var host = await Hosts.StartAsync(Tasks);
        var given = new HashSet<long>();
        for (var round = 0; round < 4; round++)
        {
            var id = await host.StartInstanceAsync("Fails", "in");
            given.Add(host.Engine.Store.Read(session => InstanceTable.Locate(session, id))!.Value.Seq).ShouldBeTrue();
            await host.Client.PurgeInstanceAsync(id);
            await host.RestartAsync();
        }
    }

    private static long Payloads(DurableTestHost host) => host.Engine.Store.Read(session =>
    {
        using var query = session.Prepare("SELECT count(*) FROM payload");
        query.Step();
        return query.Int64(0);
    });
}
