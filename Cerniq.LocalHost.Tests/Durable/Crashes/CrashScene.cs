using System.Diagnostics;
using System.Globalization;
using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cerniq.LocalHost.Tests.Durable.Crashes;

/// <summary>A folder in which child processes run flows and die, and what must hold of it after each death.</summary>
internal sealed class CrashScene(int flows) : IDisposable
{
    private int _effectsBefore;
    private HashSet<string> _recordedBefore = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("durable-kill-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public long EffectBytes => File.Exists(CrashChild.Effects(Folder)) ? new FileInfo(CrashChild.Effects(Folder)).Length : 0;

    /// <summary>Starts a child.</summary>
    /// <param name="more">Where it is to kill itself: a checkpoint and which passing of it.</param>
    public Process StartChild(params string[] more) =>
        StartChild([CrashChild.Argument, Folder, flows.ToString(CultureInfo.InvariantCulture), .. more], Folder);

    public static Process StartChild(IReadOnlyList<string> arguments, string workingFolder, bool readsOutput = false)
    {
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        return Process.Start(new ProcessStartInfo(dotnet, ["exec", typeof(CrashChild).Assembly.Location, .. arguments])
        {
            WorkingDirectory = workingFolder,
            RedirectStandardOutput = readsOutput,
            RedirectStandardError = readsOutput,
        })!;
    }

    /// <summary>What was recorded at an earlier death must have left no second effect after it.</summary>
    public void CheckNothingRecordedRanAgain()
    {
        var effects = Lines(CrashChild.Effects(Folder));
        effects.Skip(_effectsBefore).Where(_recordedBefore.Contains).ShouldBeEmpty();
        _effectsBefore = effects.Length;
        _recordedBefore = Recorded();
    }

    /// <summary>Lets the flows end, and checks them all.</summary>
    /// <returns>How many of the events were raised only once.</returns>
    public async Task<int> FinishAsync()
    {
        using (var last = StartChild())
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120 + (flows / 20)));
            await last.WaitForExitAsync(limit.Token);
            last.ExitCode.ShouldBe(0);
        }

        CheckNothingRecordedRanAgain();
        return await CheckFlowsAsync();
    }

    private async Task<int> CheckFlowsAsync()
    {
        var raises = Lines(CrashChild.Raises(Folder)).GroupBy(line => line).ToDictionary(group => group.Key, group => group.Count());
        await using var engine = new DurableEngine(
            new DurableOptions { DatabasePath = CrashChild.Database(Folder) },
            new RegistryCatalog(new DurableTaskRegistry()),
            TimeProvider.System,
            NullLoggerFactory.Instance);
        await engine.StartAsync(CancellationToken.None);
        for (var flow = 0; flow < flows; flow++)
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

        return raises.Values.Count(count => count == 1);
    }

    /// <summary>Activities whose completion is in a history, as the effects file names them.</summary>
    private HashSet<string> Recorded()
    {
        var recorded = new HashSet<string>();
        var store = StoreDatabase.Open(CrashChild.Database(Folder), DurableSchema.Current);
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
