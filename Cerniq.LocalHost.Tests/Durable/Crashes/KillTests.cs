using System.Diagnostics;
using System.Globalization;
using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cerniq.LocalHost.Tests.Durable;

public sealed class KillTests : IDisposable
{
    // The long form is run with CERNIQ_CRASH_KILLS=300 CERNIQ_CRASH_FLOWS=20000.
    private static readonly int Flows = Setting("CERNIQ_CRASH_FLOWS", 300);
    private static readonly int Kills = Setting("CERNIQ_CRASH_KILLS", 4);

    // Of "flow-0000:a" and its line end, as the effects file has them.
    private const int BytesOfEffect = 12;

    private static readonly TimeSpan LongestJitter = TimeSpan.FromMilliseconds(40);

    private readonly string _folder = Directory.CreateTempSubdirectory("durable-kill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Killed_again_and_again_every_flow_ends_once_and_nothing_recorded_runs_twice()
    {
        for (var kill = 0; kill < Kills; kill++)
        {
            var seen = Size(CrashChild.Effects(_folder));
            using (var child = StartChild())
            {
                await WaitForEffectsAsync(child, seen + (Flows * 4L * BytesOfEffect / (Kills + 2)));
                await Task.Delay(LongestJitter * Random.Shared.NextDouble());
                child.Kill();
                await child.WaitForExitAsync();
            }

            CheckNothingRecordedHadRunTwice();
        }

        var effectsAtLastKill = Lines(CrashChild.Effects(_folder)).Length;
        var recorded = Recorded();
        using (var last = StartChild())
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60 + (Flows / 20)));
            await last.WaitForExitAsync(limit.Token);
            last.ExitCode.ShouldBe(0);
        }

        Lines(CrashChild.Effects(_folder)).Skip(effectsAtLastKill).Where(recorded.Contains).ShouldBeEmpty();
        await CheckFlowsAsync();
    }

    /// <summary>Runs recorded at an earlier kill must have left no second effect after it.</summary>
    private void CheckNothingRecordedHadRunTwice()
    {
        var effects = Lines(CrashChild.Effects(_folder));
        effects.Skip(_effectsBefore).Where(_recordedBefore.Contains).ShouldBeEmpty();
        _effectsBefore = effects.Length;
        _recordedBefore = Recorded();
    }

    private int _effectsBefore;
    private HashSet<string> _recordedBefore = [];

    private async Task CheckFlowsAsync()
    {
        var raises = Lines(CrashChild.Raises(_folder)).GroupBy(line => line).ToDictionary(group => group.Key, group => group.Count());
        await using var engine = new DurableEngine(
            new DurableOptions { DatabasePath = CrashChild.Database(_folder) },
            new RegistryCatalog(new DurableTaskRegistry()),
            TimeProvider.System,
            NullLoggerFactory.Instance);
        await engine.StartAsync(CancellationToken.None);
        for (var flow = 0; flow < Flows; flow++)
        {
            var id = CrashChild.Id(flow);
            var done = (await engine.Client.GetInstanceAsync(id, getInputsAndOutputs: true))!;
            done.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
            var history = engine.ReadHistory(id);
            history.OfType<ExecutionCompleted>().ShouldHaveSingleItem();
            history.OfType<TaskAnswer>().Select(answer => answer.TaskId).ShouldBeUnique();
            var consumed = done.ReadOutputAs<string[]>()!;
            foreach (var token in new[] { "x", "y" })
            {
                consumed.Count(other => other == token).ShouldBeInRange(1, raises[$"{id}:{token}"]);
            }
        }

        raises.Values.Count(count => count == 1).ShouldBeGreaterThan(Flows);
    }

    /// <summary>Activities whose completion is in a history, as the effects file names them.</summary>
    private HashSet<string> Recorded()
    {
        var recorded = new HashSet<string>();
        var store = StoreDatabase.Open(CrashChild.Database(_folder), DurableSchema.Current);
        store.Read(session =>
        {
            using var all = session.Prepare("SELECT seq, id FROM instance");
            while (all.Step())
            {
                var history = HistoryTable.Read(session, all.Int64(0));
                var id = all.Text(1);
                var done = history.OfType<TaskCompleted>().Select(answer => answer.TaskId).ToHashSet();
                recorded.UnionWith(history.OfType<TaskScheduled>().Where(task => done.Contains(task.TaskId))
                    .Select(task => $"{id}:{task.Input!.Trim('"')}"));
            }

            return true;
        });
        store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return recorded;
    }

    private Process StartChild()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList = { "exec", typeof(CrashChild).Assembly.Location, CrashChild.Argument, _folder, Flows.ToString() },
        };
        return Process.Start(start)!;
    }

    private async Task WaitForEffectsAsync(Process child, long bytes)
    {
        var limit = Stopwatch.StartNew();
        while (Size(CrashChild.Effects(_folder)) < bytes && !child.HasExited)
        {
            limit.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1));
            await Task.Delay(5);
        }
    }

    private static int Setting(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : fallback;

    private static long Size(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private static string[] Lines(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
