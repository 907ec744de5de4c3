using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.Turns;
using Cerniq.LocalHost.Storage;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Durable.Running;

/// <summary>The parts of a running engine, as they know each other.</summary>
internal sealed class EngineParts : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    public EngineParts(DurableOptions options, ITaskCatalog catalog, TimeProvider clock, ILoggerFactory loggers, EngineFaults faults, StoreDatabase store)
    {
        Options = options;
        Clock = clock;
        Loggers = loggers;
        Faults = faults;
        Store = store;
        Log = new DurableLog(loggers.CreateLogger<DurableEngine>());
        Suspects = new Suspects(store);
        Numbers = new InstanceNumbers(store.Read(InstanceTable.LastNumber));
        Versions = new VersionPolicy(options.CodeVersion ?? options.DefaultVersion, options.VersionMatch, options.VersionFailure);
        Careful = new CarefulTurns(this);
        CarefulWork = new CarefulWork(() => Careful.IsOn, Careful.Over);
        Turns = new TurnRunner(this, catalog);
        Dispatcher = new Dispatcher(options, clock, Busy, Turns.Run);
        Activities = new ActivityPool(this, catalog);
        Timers = new TimerPump(this);
    }

    public DurableOptions Options { get; }

    public TimeProvider Clock { get; }

    public ILoggerFactory Loggers { get; }

    public EngineFaults Faults { get; }

    public StoreDatabase Store { get; }

    public DurableLog Log { get; }

    public BusyCount Busy { get; } = new();

    public StatusSignals Signals { get; } = new();

    public Suspects Suspects { get; }

    public InstanceNumbers Numbers { get; }

    public VersionPolicy Versions { get; }

    public CarefulTurns Careful { get; }

    public CarefulWork CarefulWork { get; }

    public TurnRunner Turns { get; }

    public Dispatcher Dispatcher { get; }

    public ActivityPool Activities { get; }

    public TimerPump Timers { get; }

    public bool IsStopping { get; private set; }

    /// <summary>So little is under way that a turn had better be synced where it was taken: there is hardly another to share the
    /// sync with, and no lack of threads.</summary>
    public bool IsCalm => Busy.Count <= 2 * Environment.ProcessorCount;

    public DateTime Now => Clock.GetUtcNow().UtcDateTime;

    public void Post(long instance, Message message) => Dispatcher.Post(instance, message);

    /// <summary>Tells whoever waited for the instance that a new one replaced.</summary>
    public void Tell(Birth birth)
    {
        if (birth.ToBereaved is { } told)
        {
            Post(told.Instance, told.Message);
        }
    }

    /// <summary>Posts, and takes a turn that is due on the calling thread, if there may be one more.</summary>
    public void PostAndHelp(long instance, Message message) => Dispatcher.PostAndHelp(instance, message);

    public void PostFirst(long instance, IReadOnlyList<Message> messages) => Dispatcher.PostFirst(instance, messages);

    /// <summary>Gives the messages back after a while, unless the engine stops: then what was durable is found at the next start.</summary>
    public void PostLater(long instance, IReadOnlyList<Message> messages) => _ = PostLaterAsync(instance, messages);

    public async Task StopAsync(CancellationToken giveUp)
    {
        IsStopping = true;
        await _stopping.CancelAsync();
        Timers.Dispose();
        await Activities.StopAsync(giveUp);
        await Dispatcher.StopAsync();
        await Careful.DrainedAsync();
        if (!Faults.IsCut)
        {
            await EndRunAsync();
        }

        await Store.DisposeAsync();
    }

    private async Task EndRunAsync()
    {
        try
        {
            await Suspects.EndRunAsync();
        }
        catch (StoreException refused)
        {
            Log.EndNotNoted(refused);
        }
    }

    public void Dispose()
    {
        Careful.Dispose();
        CarefulWork.Dispose();
        Dispatcher.Dispose();
        _stopping.Dispose();
    }

    private async Task PostLaterAsync(long instance, IReadOnlyList<Message> messages)
    {
        await Task.Delay(Options.StoreRetryDelay, Clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_stopping.IsCancellationRequested)
        {
            PostFirst(instance, messages);
        }
    }
}
