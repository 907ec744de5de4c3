using Cerniq.LocalHost.Durable.Client;
using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Running;
using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Durable;

/// <summary>Runs orchestrations by event-sourced replay over one SQLite file.</summary>
/// <remarks>
/// A turn (what arrived, what the code asked for, the instance's new state) is one write; writes that are ready together share
/// one disk sync. Nothing outside of the engine hears of a turn before it is on disk. After a crash the open activities, due timers
/// and stored messages are taken up again; an activity whose completion was stored never runs again, one whose completion was not
/// may run a second time.
/// </remarks>
public sealed partial class DurableEngine : IAsyncDisposable
{
    private readonly ITaskCatalog _catalog;
    private readonly TimeProvider _clock;
    private readonly ILoggerFactory _loggers;
    private EngineParts? _parts;
    private bool _stopped;

    public DurableEngine(DurableOptions options, ITaskCatalog catalog, TimeProvider clock, ILoggerFactory loggers)
    {
        Options = options ?? throw new ArgumentNullException(nameof(options));
        _catalog = catalog ?? throw new ArgumentNullException(nameof(catalog));
        _clock = clock ?? throw new ArgumentNullException(nameof(clock));
        _loggers = loggers ?? throw new ArgumentNullException(nameof(loggers));
        Client = new LocalDurableTaskClient(options.HubName, () => Parts);
    }

    public DurableOptions Options { get; }

    /// <summary>Usable from <see cref="StartAsync"/> to <see cref="StopAsync"/>.</summary>
    public DurableTaskClient Client { get; }

    /// <summary>How many instances are in memory; waiting ones leave it after a while.</summary>
    public int InstancesInMemory => Parts.Dispatcher.InMemory;

    internal EngineFaults Faults { get; } = new();

    private EngineParts Parts => _parts is { } parts && !_stopped
        ? parts
        : throw new InvalidOperationException("The durable engine is not running.");

    /// <summary>Opens the store and takes up what a former run left.</summary>
    /// <exception cref="StoreException">The file cannot be used, or was written by a newer release.</exception>
    public Task StartAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_parts is not null)
        {
            throw new InvalidOperationException("The durable engine was started already.");
        }

        var store = StoreDatabase.Open(Options.DatabasePath, DurableSchema.Current);
        var parts = new EngineParts(Options, _catalog, _clock, _loggers, Faults, store);
        _parts = parts;
        new TakingUp(parts).Run();
        return Task.CompletedTask;
    }

    /// <summary>Begins no more activities from now on. It still takes orders and turns: both only note what is to be done.</summary>
    internal void TakeNoMoreActivities() => _parts?.Activities.TakeNoMore();

    /// <summary>Finishes the activities and turns under way; all else goes on at the next start.</summary>
    /// <param name="cancellation">Ends the waiting for activities.</param>
    public async Task StopAsync(CancellationToken cancellation)
    {
        if (_parts is { } parts && !_stopped)
        {
            _stopped = true;
            await parts.StopAsync(cancellation);
            parts.Dispose();
        }
    }

    /// <summary>Stops without waiting for activities.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(new CancellationToken(canceled: true));

    /// <summary>Sends a message to an instance, telling what became of it.</summary>
    internal Task<CommandOutcome> SendAsync(string instanceId, HistoryEvent message, CancellationToken cancellation) =>
        new InstanceCommands(Parts).SendAsync(instanceId, message, cancellation);

    internal Task<string> StartRawAsync(string name, string? inputJson, StartOrchestrationOptions? options, CancellationToken cancellation) =>
        new InstanceCommands(Parts).StartAsync(name, inputJson, options, cancellation);

    /// <summary>Null when there is no such instance.</summary>
    internal OrchestrationRuntimeStatus? StatusOf(string instanceId) =>
        Parts.Store.Read(session => InstanceTable.Locate(session, instanceId))?.Status;

    internal StoreDatabase Store => Parts.Store;

    internal DateTime Now => Parts.Now;

    internal bool IsCareful => Parts.Careful.IsOn;

    /// <summary>Waits for its turn with work that may kill the process, while care is taken.</summary>
    /// <returns>To be disposed of at the end of the work; null when no care is taken, or the engine does not run.</returns>
    internal Task<IDisposable?> BeginCarefullyAsync(CancellationToken cancellation) =>
        _parts is { } parts && !_stopped ? parts.CarefulWork.BeginAsync(cancellation) : Task.FromResult<IDisposable?>(null);

    internal bool HasOrchestrator(string name) => _catalog.FindOrchestrator(name, Options.DefaultVersion) is not null;

    /// <summary>The events of an instance in order; empty when there is none.</summary>
    public IReadOnlyList<HistoryEvent> ReadHistory(string instanceId) => Parts.Store.Read(session =>
        InstanceTable.Locate(session, instanceId) is { } found ? HistoryTable.Read(session, found.Seq) : []);

    /// <summary>What an instance waits for at this moment; null when there is no such instance. The instance's code is replayed
    /// aside for it, without any effect.</summary>
    public InstanceWaits? DescribeWaits(string instanceId)
    {
        var parts = Parts;
        var (row, history) = parts.Store.Read(session =>
        {
            var found = InstanceTable.Find(session, instanceId);
            return (found, found is null ? [] : HistoryTable.Read(session, found.Seq));
        });
        return row is null ? null
            : row.IsFinished ? InstanceWaits.None(row)
            : parts.Turns.Refuses(row) is { } refusal ? InstanceWaits.None(row, refusal.ErrorMessage)
            : InstanceWaits.Of(row, history, parts.Turns.Replay(row, history, strayed: static () => { }));
    }

    /// <summary>Completes when no turn and no activity is due or under way; waiting timers do not count.</summary>
    public Task WhenIdleAsync() => Parts.Busy.WhenIdleAsync();

    /// <summary>When the next timer is due, in UTC; null when there is none.</summary>
    public DateTime? NextTimerDue() => Parts.Store.Read(TimerTable.FirstDue);
}
