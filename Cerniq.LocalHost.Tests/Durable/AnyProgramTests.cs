using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

/// <summary>Whatever an orchestrator does, it comes to the same whether it stays in memory, is replayed at every turn, or loses its
/// process time and again; and its recording replays.</summary>
public sealed class AnyProgramTests
{
    /// <summary>How many seeds; <c>CERNIQ_ANY_PROGRAMS</c> chooses more for a long run.</summary>
    public static TheoryData<int> Seeds =>
        [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("CERNIQ_ANY_PROGRAMS"), out var count) ? count : 24)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Comes_to_the_same_in_memory_replayed_and_through_power_cuts(int seed)
    {
        var random = new Random(seed);
        var program = Enumerable.Range(0, 12).Select(_ => random.Next(1000)).ToArray();

        var (live, shape) = await RunAsync(program, replays: false, cuts: null);
        var (replayed, sameShape) = await RunAsync(program, replays: true, cuts: null);
        var (crashed, _) = await RunAsync(program, replays: seed % 2 == 0, cuts: random);

        replayed.ShouldBe(live);
        sameShape.ShouldBe(shape);
        crashed.ShouldBe(live);
    }

    /// <summary>An activity that was the only suspect at three deaths is not run again.</summary>
    private const int FewerCutsThanPoisonous = 2;

    private static async Task<(string Told, string Shape)> RunAsync(int[] program, bool replays, Random? cuts)
    {
        await using var host = await Hosts.StartAsync(AnyProgram.Register, replays);
        for (var left = FewerCutsThanPoisonous; ; left--)
        {
            if (cuts is not null && left > 0)
            {
                var (count, at) = (0, cuts.Next(1, 60));
                host.Engine.Faults.Hook = (_, _) => Interlocked.Increment(ref count) == at;
            }

            await DriveAsync(host, program);
            if (!host.IsPowerCut)
            {
                break;
            }

            await host.RestartAsync();
        }

        host.Engine.NextTimerDue().ShouldBeNull();
        var recorded = RecordedInstance.Parse(host.Engine.Record("any")!.ToJson());
        var registry = new DurableTaskRegistry();
        AnyProgram.Register(registry);
        HistoryReplay.Run(recorded, new RegistryCatalog(registry));
        return ((await host.ReadAsync("any")).ReadOutputAs<string>()!, Shape(recorded));
    }

    private static async Task DriveAsync(DurableTestHost host, int[] program)
    {
        try
        {
            if (await host.Client.GetInstanceAsync("any") is null)
            {
                await host.Client.ScheduleNewOrchestrationInstanceAsync("Program", new Progress(program, ""), new StartOrchestrationOptions("any"));
            }

            await host.AdvanceUntilIdleAsync();
        }
        catch (IOException) when (host.IsPowerCut)
        {
            // The caller was not told whether it was stored.
        }
    }

    /// <summary>What was asked for, in order: the same whatever came in one turn or in several.</summary>
    private static string Shape(RecordedInstance recorded) => string.Join(' ', recorded.History.OfType<TaskRequest>()
        .Select(request => $"{request.TaskId}{request.GetType().Name}"));
}
