using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Replay;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>Works out one turn of an instance: its messages in, the write and the new activities out.</summary>
internal sealed class Turn
{
    private readonly LiveInstance _live;
    private readonly DateTime _now;
    private readonly TurnWrite _write;
    private readonly List<HistoryEvent> _incoming = [];
    private readonly OrchestrationRuntimeStatus _before;
    private bool _mustWrite;

    private Turn(LiveInstance live, DateTime now, InstanceNumbers numbers)
    {
        _live = live;
        _before = live.Row.Status;
        _now = now;
        _write = new TurnWrite(live.Row, numbers);
    }

    /// <summary>How many messages counted for nothing.</summary>
    public int Dropped { get; private set; }

    public TurnWrite Write => _write;

    /// <summary>Nothing is to be written.</summary>
    public bool IsEmpty { get; private set; }

    public List<TaskScheduled> Activities { get; } = [];

    public bool StatusChanged => Row.Status != _before;

    public static Turn Take(LiveInstance live, IReadOnlyList<Message> messages, DateTime now, InstanceNumbers numbers)
    {
        var turn = new Turn(live, now > live.Row.Updated ? now : live.Row.Updated, numbers);
        turn.Receive(messages);
        turn.Work();
        return turn;
    }

    private InstanceRow Row => _live.Row;

    private void Receive(IReadOnlyList<Message> messages)
    {
        foreach (var message in messages)
        {
            _write.Birth ??= message.Birth;
            if (message.InboxNumber != 0)
            {
                _write.ConsumedInbox.Add(message.InboxNumber);
            }

            if (message.Event is TimerFired fired)
            {
                _write.TimersGone.Add(new TimerKey(fired.FireAt, Row.Seq, fired.TaskId));
            }
            else if (message.Event is ExecutionStarted && Row.StartAt is { } startAt && !Row.Begun)
            {
                _write.TimersGone.Add(new TimerKey(startAt, Row.Seq, TimerKey.Start));
            }

            if (message.Stray is { } stray)
            {
                Note(stray);
            }
            else if (message.Event is null)
            {
                _mustWrite = true;
            }
            else if (message.ExecutionId is { } execution && execution != Row.ExecutionId)
            {
                Dropped++;
            }
            else
            {
                _incoming.Add(message.Event is ExecutionStarted started ? started with { Name = Row.Name } : message.Event);
            }
        }
    }

    /// <summary>What strayed may have been given up since, and replayed: it still waits for the same then.</summary>
    private void Note(Stray stray)
    {
        if (stray.ExecutionId == Row.ExecutionId && stray.Events == Row.Events)
        {
            _live.Execution?.NoteStray();
        }
    }

    private void Work()
    {
        if (Row.IsFinished)
        {
            Dropped += _incoming.Count;
            IsEmpty = _write is { ConsumedInbox.Count: 0, TimersGone.Count: 0 };
            return;
        }

        var at = LatestDue(_now);
        var result = _live.Execution is { } execution ? execution.Advance(at, _incoming) : WithoutCode();
        Dropped += _incoming.Count - result.Accepted.Count;
        if (result is { Accepted.Count: 0, Requests.Count: 0, Ending: null } && !_mustWrite)
        {
            IsEmpty = _write is { ConsumedInbox.Count: 0, TimersGone.Count: 0 };
            return;
        }

        Row.Updated = at;
        Row.Begun |= result.Accepted.Any(happened => happened is ExecutionStarted);
        Row.CustomStatus = _live.Execution?.CustomStatus;
        Send(result);
        Record(result, at);
        End(result.Ending, at);
        Wait(at);
    }

    private void Wait(DateTime at)
    {
        Row.WaitingSince = _write.NewExecution is not null ? at
            : _live.Execution?.WaitingSince ?? (Row.Begun ? at : Row.WaitingSince);
    }

    /// <summary>A timer never fires before its time, even when the machine's clock was set back.</summary>
    private DateTime LatestDue(DateTime now)
    {
        foreach (var happened in _incoming)
        {
            if (happened is TimerFired fired && fired.FireAt > now)
            {
                now = fired.FireAt;
            }
        }

        return now;
    }

    private PassResult WithoutCode()
    {
        var terminated = _incoming.OfType<ExecutionTerminated>().FirstOrDefault();
        Ending ending = terminated is not null
            ? new Terminated(terminated.Output, terminated.Recursive)
            : Finished.Failed(_live.Refusal ?? new TaskFailureDetails(
                "OrchestratorTaskNotFound", $"No orchestrator task named {TaskVersion.Describe(Row.Name, Row.Version)} was found.", null, null, null));
        return new PassResult(_incoming, [], new HashSet<int>(), [], ending);
    }

    private void Send(PassResult result)
    {
        foreach (var cancelled in result.CancelledEarlier)
        {
            _write.TimersGone.Add(new TimerKey(cancelled.FireAt, Row.Seq, cancelled.TaskId));
        }

        foreach (var request in result.Requests)
        {
            switch (request)
            {
                case TaskScheduled activity: Activities.Add(activity); break;
                case SubOrchestrationCreated child: _write.Children.Add(child); break;
                case EventSent sent: _write.Sent.Add(sent); break;
                case TimerCreated timer when !result.CancelledNow.Contains(timer.TaskId):
                    _write.TimersSet.Add(new TimerKey(timer.FireAt, Row.Seq, timer.TaskId));
                    break;
            }
        }
    }

    private void Record(PassResult result, DateTime at)
    {
        var events = new List<HistoryEvent>(result.Accepted.Count + result.Requests.Count + 2) { new OrchestratorStarted(at) };
        events.AddRange(result.Accepted);
        events.AddRange(result.Requests);
        switch (result.Ending)
        {
            case Finished done:
                events.Add(new ExecutionCompleted(at, done.Status, done.Output, done.Failure, done.FailedTasks));
                break;
            case Terminated terminated:
                events.Add(new ExecutionCompleted(at, OrchestrationRuntimeStatus.Terminated, terminated.Output, null, []));
                break;
        }

        _write.First = Row.Events;
        _write.Events = HistoryCodec.Encode(events);
        Row.Events += events.Count;
        Row.Work = _live.Execution?.OpenActivities ?? 0;
    }

    private void End(Ending? ending, DateTime at)
    {
        switch (ending)
        {
            case null:
                Row.Status = _live.Execution is { IsSuspended: true } ? OrchestrationRuntimeStatus.Suspended
                    : Row.Begun ? OrchestrationRuntimeStatus.Running
                    : OrchestrationRuntimeStatus.Pending;
                if (!Row.Begun && Row.StartAt is null)
                {
                    // A first turn is still due.
                    Row.Work = 1;
                }

                break;
            case Finished done:
                Finish(done.Status, done.Output, done.Failure, at);
                break;
            case Terminated terminated:
                Finish(OrchestrationRuntimeStatus.Terminated, terminated.Output, null, at);
                if (terminated.Recursive)
                {
                    _write.ForChildren = new ExecutionTerminated(at, terminated.Output, Recursive: true);
                }

                break;
            case ContinuedAsNew next:
                StartOver(next);
                break;
        }
    }

    private void Finish(OrchestrationRuntimeStatus status, string? output, TaskFailureDetails? failure, DateTime at)
    {
        Row.Status = status;
        Row.Output = output;
        Row.Failure = failure;
        Row.Work = 0;
        Activities.Clear();
        _write.PayloadChanged = true;
        _write.TimersSet.Clear();
        _write.TimersGone.AddRange(OpenTimers());
        if (Row.Parent is { } parent)
        {
            _write.ForParent = status == OrchestrationRuntimeStatus.Completed
                ? new SubOrchestrationCompleted(at, parent.TaskId, output)
                : new SubOrchestrationFailed(at, parent.TaskId, failure ?? Ended(output), IsMissing(failure));
        }
    }

    private static bool IsMissing(TaskFailureDetails? failure) => failure is { ErrorType: "OrchestratorTaskNotFound" };

    private TaskFailureDetails Ended(string? output) =>
        new("OrchestrationTerminated", $"The sub-orchestration '{Row.Id}' was terminated: {output}", null, null, null);

    private IEnumerable<TimerKey> OpenTimers()
    {
        var timers = _live.Execution?.OpenRequests.OfType<TimerCreated>().Select(timer => new TimerKey(timer.FireAt, Row.Seq, timer.TaskId)) ?? [];
        return Row is { Begun: false, StartAt: { } startAt } ? timers.Append(new TimerKey(startAt, Row.Seq, TimerKey.Start)) : timers;
    }

    private void StartOver(ContinuedAsNew next)
    {
        _write.NewExecution = next;
        Row.ExecutionId = InstanceRow.NewExecutionId();
        Row.Version = next.NewVersion ?? Row.Version;
        Row.Input = next.Input;
        Row.Status = OrchestrationRuntimeStatus.Running;
        Row.Begun = false;
        Row.Events = 0;
        Row.Work = 1;
    }
}
