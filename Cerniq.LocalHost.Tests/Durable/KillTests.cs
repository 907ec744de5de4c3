using System.Diagnostics;
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
    private const int Flows = 300;
    private const int Kills = 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("durable-kill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Killed_again_and_again_every_flow_ends_once_and_nothing_recorded_runs_twice()
    {
        for (var kill = 0; kill < Kills; kill++)
        {
            var seen = Lines(CrashChild.Effects(_folder)).Length;
            using (var child = StartChild())
            {
                await WaitForEffectsAsync(child, seen + (Flows * 4 / (Kills + 2)));
                child.Kill();
                await child.WaitForExitAsync();
            }

            CheckNothingRecordedHadRunTwice();
        }

        var effectsAtLastKill = Lines(CrashChild.Effects(_folder)).Length;
        var recorded = Recorded();
        using (var last = StartChild())
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
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
            for (var flow = 0; flow < Flows; flow++)
            {
                foreach (var id in new[] { CrashChild.Id(flow), CrashChild.Id(flow) + "-child" })
                {
                    if (InstanceTable.Locate(session, id) is { } found)
                    {
                        var history = HistoryTable.Read(session, found.Seq);
                        var done = history.OfType<TaskCompleted>().Select(answer => answer.TaskId).ToHashSet();
                        recorded.UnionWith(history.OfType<TaskScheduled>().Where(task => done.Contains(task.TaskId))
                            .Select(task => $"{id}:{task.Input!.Trim('"')}"));
                    }
                }
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

    private async Task WaitForEffectsAsync(Process child, int lines)
    {
        var limit = Stopwatch.StartNew();
        while (Lines(CrashChild.Effects(_folder)).Length < lines && !child.HasExited)
        {
            limit.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1));
            await Task.Delay(5);
        }
    }

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
