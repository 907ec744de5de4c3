using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.Running;
using Cerniq.LocalHost.Tests.Hosting.Processes;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cerniq.LocalHost.Tests.Durable.Crashes;

/// <summary>The process that the kill test kills: it starts flows, raises their events and ends when all flows have.</summary>
internal static class CrashChild
{
    public const string Argument = "crash-child";

    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case [Argument, var folder, var count]:
                await RunAsync(folder, int.Parse(count), hook: null);
                return 0;
            case [Argument, var folder, var count, var checkpoint, var passing]:
                await RunAsync(folder, int.Parse(count), KillAt(Enum.Parse<Checkpoint>(checkpoint), int.Parse(passing)));
                return 0;
            case [HostChild.Argument, var folder]:
                await HostChild.RunAsync(folder);
                return 0;
            case [PoisonChild.Argument, var folder, var orchestrator]:
                await PoisonChild.RunAsync(folder, orchestrator);
                return 0;
        }

        await Console.Error.WriteLineAsync("This is a test assembly: run it with 'dotnet test'.");
        return 2;
    }

    public static string Database(string folder) => Path.Combine(folder, "hub.db");

    public static string Effects(string folder) => Path.Combine(folder, "effects.txt");

    /// <summary>A line before each raise.</summary>
    public static string Raises(string folder) => Path.Combine(folder, "raises.txt");

    /// <summary>A line after each acknowledged raise.</summary>
    public static string Acknowledgements(string folder) => Path.Combine(folder, "acknowledged.txt");

    public static string Id(int flow) => $"flow-{flow:0000}";

    private static Func<Checkpoint, string, bool> KillAt(Checkpoint wanted, int passing)
    {
        var passed = 0;
        return (checkpoint, _) =>
        {
            if (checkpoint == wanted && Interlocked.Increment(ref passed) == passing)
            {
                PoisonChild.Kill();
            }

            return false;
        };
    }

    private static async Task RunAsync(string folder, int count, Func<Checkpoint, string, bool>? hook)
    {
        await using var effects = new LineFile(Effects(folder));
        await using var raises = new LineFile(Raises(folder));
        await using var acknowledged = new LineFile(Acknowledgements(folder));
        var registry = Tasks(effects);
        await using var engine = new DurableEngine(
            new DurableOptions { DatabasePath = Database(folder), LiveInstanceCache = 20 },
            new RegistryCatalog(registry),
            TimeProvider.System,
            NullLoggerFactory.Instance);
        engine.Faults.Hook = hook;
        await engine.StartAsync(CancellationToken.None);
        var done = (await File.ReadAllLinesAsync(Acknowledgements(folder))).ToHashSet();
        var ended = new HashSet<string>();
        await foreach (var one in engine.Client.GetAllInstancesAsync(
            new OrchestrationQuery { Statuses = [OrchestrationRuntimeStatus.Completed], PageSize = 1000 }))
        {
            ended.Add(one.InstanceId);
        }

        await Parallel.ForEachAsync(
            Enumerable.Range(0, count).Where(flow => !ended.Contains(Id(flow))),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (flow, _) => await DriveAsync(engine.Client, flow, done, raises, acknowledged));
        await engine.StopAsync(CancellationToken.None);
    }

    private static async Task DriveAsync(
        DurableTaskClient client, int flow, HashSet<string> done, LineFile raises, LineFile acknowledged)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                "Flow", flow, new StartOrchestrationOptions(Id(flow)).WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]));
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Started before the last kill.
        }

        foreach (var token in new[] { "x", "y" })
        {
            var line = $"{Id(flow)}:{token}";
            if (!done.Contains(line))
            {
                raises.Add(line);
                await client.RaiseEventAsync(Id(flow), "Go", token);
                acknowledged.Add(line);
            }
        }

        await client.WaitForInstanceCompletionAsync(Id(flow));
    }

    private static DurableTaskRegistry Tasks(LineFile effects) => new DurableTaskRegistry()
        .AddOrchestratorFunc<int, string[]>("Flow", async (context, flow) =>
        {
            await context.CallActivityAsync("Do", "a");
            await context.CreateTimer(TimeSpan.FromMilliseconds(flow % 20), CancellationToken.None);
            await Task.WhenAll(context.CallActivityAsync("Do", "b"), context.CallActivityAsync("Do", "c"));
            await context.CallSubOrchestratorAsync("Child", options: new TaskOptions().WithInstanceId(context.InstanceId + "-child"));
            var tokens = new List<string>();
            while (!tokens.Contains("x") || !tokens.Contains("y"))
            {
                tokens.Add(await context.WaitForExternalEvent<string>("Go"));
            }

            return [.. tokens];
        })
        .AddOrchestratorFunc("Child", context => context.CallActivityAsync("Do", "d"))
        .AddActivityFunc<string>("Do", async (context, step) =>
        {
            await Task.Yield();
            effects.Add($"{context.InstanceId}:{step}");
        });
}
