using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cerniq.Benchmarks.Load;

/// <summary>A store full of instances that wait for an event: what it costs to open it, to hold it and to work beside it.</summary>
internal static class WaitingLoad
{
    public const string Command = "measure-waiting";

    private const int Concurrency = 64;
    private const long Megabyte = 1024 * 1024;

    public static async Task<int> RunAsync(LoadArguments args)
    {
        var count = args.Number("count", 1_000_000);
        var others = args.Number("others", 10_000);
        using var data = new DataFolder(args);
        var empty = await MeasureInChildAsync(System.IO.Path.Combine(data.Path, "empty.db"), others);
        await FillAsync(data.Database, count);
        var full = await MeasureInChildAsync(data.Database, others);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            load = "waiting",
            count,
            others,
            start_ms = full.StartMs,
            start_ms_empty = empty.StartMs,
            resident_mb_after_start = full.ResidentMbAfterStart,
            resident_mb = full.ResidentMb,
            resident_mb_empty = empty.ResidentMb,
            per_second = Math.Round(full.PerSecond),
            per_second_empty = Math.Round(empty.PerSecond),
            share_of_empty = Math.Round(full.PerSecond / empty.PerSecond, 3),
            one_waiting_ended_ms = full.OneWaitingMs,
        }));
        return 0;
    }

    /// <summary>Opens the store, works beside what waits in it, and writes the figures as one line.</summary>
    public static async Task<int> MeasureAsync(string path, int others)
    {
        Console.WriteLine(JsonSerializer.Serialize(await MeasureStoreAsync(path, others)));
        return 0;
    }

    /// <summary>In a process of its own, so that memory and start are the store's alone.</summary>
    private static async Task<Measured> MeasureInChildAsync(string path, int others)
    {
        using var child = await Child.StartAsync(Command, path, others.ToString(CultureInfo.InvariantCulture));
        return JsonSerializer.Deserialize<Measured>(child.FirstLine)!;
    }

    private static DurableEngine Engine(string path) => new(
        new DurableOptions { DatabasePath = path },
        new RegistryCatalog(new DurableTaskRegistry()
            .AddOrchestratorFunc("Waits", context => context.WaitForExternalEvent<string>("Go"))
            .AddOrchestratorFunc<int, int>("Works", async (context, n) =>
            {
                var first = await context.CallActivityAsync<int>("AddOne", n);
                return await context.CallActivityAsync<int>("AddOne", first);
            })
            .AddActivityFunc<int, int>("AddOne", (_, n) => n + 1)),
        TimeProvider.System,
        NullLoggerFactory.Instance);

    private static async Task<Measured> MeasureStoreAsync(string path, int others)
    {
        await using var engine = Engine(path);
        var opening = Stopwatch.StartNew();
        await engine.StartAsync(CancellationToken.None);
        var start = opening.Elapsed;
        GC.Collect();
        var residentAfterStart = Environment.WorkingSet;
        await WorkAsync(engine.Client, Math.Max(1, others / 4));
        var working = Stopwatch.StartNew();
        await WorkAsync(engine.Client, others);
        var perSecond = others / working.Elapsed.TotalSeconds;
        var resident = Environment.WorkingSet;
        var one = Stopwatch.StartNew();
        if (await engine.Client.GetInstanceAsync(Id(0)) is not null)
        {
            await engine.Client.RaiseEventAsync(Id(0), "Go", "now");
            await engine.Client.WaitForInstanceCompletionAsync(Id(0));
        }

        return new Measured(
            Math.Round(start.TotalMilliseconds, 1),
            residentAfterStart / Megabyte,
            resident / Megabyte,
            perSecond,
            Math.Round(one.Elapsed.TotalMilliseconds, 1));
    }

    private static async Task WorkAsync(DurableTaskClient client, int count) => await Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = Concurrency },
        async (n, cancellation) =>
        {
            var id = await client.ScheduleNewOrchestrationInstanceAsync("Works", n, cancellation: cancellation);
            var ended = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, cancellation);
            if (ended.ReadOutputAs<int>() != n + 2)
            {
                throw new InvalidOperationException($"Instance {id} ended as {ended.RuntimeStatus}.");
            }
        });

    private static string Id(int n) => $"waiting-{n:0000000}";

    /// <summary>Writes what the first turn of each instance leaves, many in a transaction.</summary>
    private static async Task FillAsync(string path, int count)
    {
        const int chunk = 20_000;
        await using var store = StoreDatabase.Open(path, DurableSchema.Current);
        var begun = DateTime.UtcNow;
        for (var first = 0; first < count; first += chunk)
        {
            var from = first;
            await store.WriteAsync(session =>
            {
                for (var n = from; n < Math.Min(from + chunk, count); n++)
                {
                    Insert(session, n, begun.AddTicks(n));
                }

                return true;
            });
        }
    }

    private static void Insert(StoreSession session, int n, DateTime at)
    {
        var seq = n + 1;
        InstanceTable.Insert(session, new InstanceRow
        {
            Seq = seq,
            Id = Id(n),
            Name = "Waits",
            ExecutionId = InstanceRow.NewExecutionId(),
            Status = OrchestrationRuntimeStatus.Running,
            Created = at,
            Updated = at,
            Begun = true,
            Events = 2,
            Input = "\"negotiation\"",
        });
        HistoryTable.Append(session, seq, 0, HistoryCodec.Encode([new OrchestratorStarted(at), new ExecutionStarted(at, "Waits")]));
    }

    private sealed record Measured(double StartMs, long ResidentMbAfterStart, long ResidentMb, double PerSecond, double OneWaitingMs);
}
