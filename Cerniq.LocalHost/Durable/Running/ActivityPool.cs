using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Turns;
using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Durable.Running;

/// <summary>One activity to run.</summary>
internal sealed record ActivityWork(
    long Instance, string InstanceId, string ExecutionId, int TaskId, string Name, string Version, string? Input)
{
    public static ActivityWork From(InstanceRow row, TaskScheduled task) =>
        new(row.Seq, row.Id, row.ExecutionId, task.TaskId, task.Name, task.Version ?? "", task.Input);
}

#pragma warning disable CA1001 // An activity that outlives the engine still holds the token: its source is left to the collector.
/// <summary>Runs activities, a bounded number at a time. What is only queued needs no storing: it is open in a history.</summary>
internal sealed class ActivityPool
#pragma warning restore CA1001
{
    private readonly EngineParts _parts;
    private readonly ITaskCatalog _catalog;
    private readonly BoundedWork<ActivityWork> _queue;
    private readonly BoundedWork<ActivityWork> _suspected;
    private readonly CancellationTokenSource _giveUp = new();
    private volatile bool _stopping;

    /// <summary>The activity that hands in its answer on this thread is about to end, and its worker takes the next one.</summary>
    [ThreadStatic]
    private static bool _freeSoon;

    public ActivityPool(EngineParts parts, ITaskCatalog catalog)
    {
        _parts = parts;
        _catalog = catalog;
        _queue = new BoundedWork<ActivityWork>(parts.Options.MaxConcurrentActivities, TakeAsync);
        _suspected = new BoundedWork<ActivityWork>(1, TakeAloneAsync);
    }

    public void Start()
    {
        _queue.Start();
        _suspected.Start();
    }

    /// <summary>Takes up an activity that a former process left open.</summary>
    public void TakeUp(ActivityWork work, Verdict verdict)
    {
        switch (verdict)
        {
            case Verdict.Guilty:
                _parts.Log.ActivityPoisonous(work.Name, work.TaskId, work.InstanceId, Suspects.DeathsAlone);
                _parts.Post(work.Instance, new Message(Poisonous(work), ExecutionId: work.ExecutionId));
                break;
            case Verdict.Suspected:
                _parts.Busy.Enter();
                _suspected.Enqueue(work);
                break;
            default:
                Enqueue(work);
                break;
        }
    }

    public void Enqueue(ActivityWork work)
    {
        if (!_stopping)
        {
            _parts.Busy.Enter();
            _queue.Enqueue(work, begin: !_freeSoon);
            _freeSoon = false;
        }
    }

    /// <summary>Begins no more activities; those only queued run at the next start.</summary>
    public void TakeNoMore() => _stopping = true;

    /// <summary>Waits for the activities under way; those only queued run at the next start.</summary>
    /// <param name="giveUp">Ends the waiting: the activities are told to cancel and, if they do, run again at the next start.</param>
    public async Task StopAsync(CancellationToken giveUp)
    {
        TakeNoMore();
        var done = Task.WhenAll(_queue.DrainAsync(), _suspected.DrainAsync());
        await done.WaitAsync(giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!done.IsCompleted)
        {
            await _giveUp.CancelAsync();
        }
    }

    private Task TakeAsync(ActivityWork work) => TakeAsync(work, thenMore: true);

    /// <param name="thenMore">The worker goes on with the queue.</param>
    private async Task TakeAsync(ActivityWork work, bool thenMore)
    {
        if (!_stopping && !_parts.Faults.CutAt(Checkpoint.BeforeActivity, work.Name))
        {
            await RunAsync(work, thenMore);
        }

        _parts.Busy.Leave();
    }

    /// <summary>The note that it begins stays behind when it kills the process.</summary>
    private async Task TakeAloneAsync(ActivityWork work)
    {
        try
        {
            // An orchestrator may be what kills: its turns come first, while no suspected activity runs beside them.
            await _parts.Careful.WhenClearAsync();
            using var alone = await _parts.CarefulWork.BeginAsync(_giveUp.Token);
            if (!_stopping)
            {
                await _parts.Suspects.BeginAloneAsync(work);
                _parts.Busy.Enter();
                await TakeAsync(work, thenMore: false);
                await (_parts.Faults.IsCut ? Task.CompletedTask : _parts.Suspects.AcquitAsync(work));
            }
        }
        catch (OperationCanceledException) when (_giveUp.IsCancellationRequested)
        {
            // Its turn did not come before the end.
        }
        catch (Exception refused) when (refused is StoreException or ObjectDisposedException)
        {
            // It stays open in its history and is taken up at the next start.
            _parts.Log.TurnNotStored(work.Instance, refused);
        }

        _parts.Busy.Leave();
    }

    private async Task RunAsync(ActivityWork work, bool thenMore)
    {
        HistoryEvent answer;
        try
        {
            answer = _catalog.FindActivity(work.Name, work.Version) is { } function
                ? new TaskCompleted(_parts.Now, work.TaskId, await function(new Context(work), work.Input, _giveUp.Token))
                : Missing(work);
        }
        catch (OperationCanceledException) when (_giveUp.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure)
        {
            answer = new TaskFailed(_parts.Now, work.TaskId, TaskFailureDetails.FromException(failure), NonRetriable: false);
            _parts.Log.ActivityFailed(work.Name, work.TaskId, work.InstanceId, failure.GetType().Name);
        }

        if (!_parts.Faults.CutAt(Checkpoint.AfterActivity, work.Name))
        {
            _freeSoon = thenMore;
            _parts.PostAndHelp(work.Instance, new Message(answer, ExecutionId: work.ExecutionId));
            _freeSoon = false;
        }
    }

    private TaskFailed Missing(ActivityWork work) => new(
        _parts.Now,
        work.TaskId,
        new TaskFailureDetails("ActivityTaskNotFound", $"No activity task named {TaskVersion.Describe(work.Name, work.Version)} was found.", null, null, null),
        NonRetriable: true);

    private TaskFailed Poisonous(ActivityWork work) => new(
        _parts.Now,
        work.TaskId,
        new TaskFailureDetails(
            "PoisonousActivity",
            $"The activity '{work.Name}' was not run again: {Suspects.DeathsAlone} processes died while it was the only suspect that ran.",
            null,
            null,
            null),
        NonRetriable: true);

    private sealed class Context(ActivityWork work) : TaskActivityContext
    {
        public override TaskName Name { get; } = work.Name;

        public override string InstanceId => work.InstanceId;

        public override string Version => work.Version;
    }
}
