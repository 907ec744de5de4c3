using Cerniq.LocalHost.Durable.History;
using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Durable.Replay;

/// <content>What the code asks for, and the answers.</content>
internal sealed partial class OrchestrationExecution
{
    private readonly Dictionary<int, OpenTask> _open = [];
    private readonly Dictionary<int, TaskRequest> _asked = [];
    private readonly List<EventRaised> _carriedOver = [];
    private HashSet<int> _cancelledNow = [];
    private List<TimerCreated> _cancelledEarlier = [];
    private ContinuedAsNew? _continuing;
    private int _nextTaskId;
    private int _nextGuid;

    /// <summary>Everything that is not answered yet.</summary>
    public IEnumerable<TaskRequest> OpenRequests => _open.Values.Where(task => !task.IsAnswered).Select(task => task.Request);

    public int OpenActivities => _open.Values.Count(task => task is { IsAnswered: false, Request: TaskScheduled });

    /// <summary>What the code asked for and the history does not hold.</summary>
    public IReadOnlyList<TaskRequest> AskedBeyondHistory => [.. _asked.Values.OrderBy(request => request.TaskId)];

    /// <summary>When the code began to wait for what it has waited for longest; null when it waits for nothing.</summary>
    public DateTime? WaitingSince
    {
        get
        {
            var since = Events.WaitingSince;
            foreach (var task in _open.Values)
            {
                if (!task.IsAnswered && !(task.Since >= since))
                {
                    since = task.Since;
                }
            }

            return since;
        }
    }

    /// <summary>When the code began to wait for an open task: the first attempt, or the beginning of a long timer.</summary>
    public DateTime Since(TaskRequest open) => _open.TryGetValue(open.TaskId, out var task) ? task.Since : open.Timestamp;

    public int TakeTaskId() => _nextTaskId++;

    public Guid TakeGuid() => DeterministicGuid.Create(Instance.InstanceId, Now, _nextGuid++);

    /// <summary>Refuses to be called from anywhere but the pass.</summary>
    /// <exception cref="InvalidOperationException">The code came here from an await that is not durable.</exception>
    public void Guard()
    {
        if (!Thread.IsCurrent)
        {
            Thread.Stray();
            throw new InvalidOperationException(IllegalAwait.Message);
        }
    }

    /// <summary>Notes a request that gets no answer.</summary>
    public void Ask(TaskRequest request) => _asked.Add(request.TaskId, request);

    /// <summary>Notes a request that will be answered.</summary>
    /// <param name="since">When the code began to wait for it.</param>
    public OpenTask Open(TaskRequest request, DateTime since)
    {
        var open = new OpenTask(request, since);
        _asked.Add(request.TaskId, request);
        _open.Add(request.TaskId, open);
        return open;
    }

    public void CancelTimer(OpenTask timer, CancellationToken cancellation)
    {
        if (!_open.Remove(timer.Request.TaskId))
        {
            return;
        }

        Forget(timer.Request.TaskId);

        if (_asked.ContainsKey(timer.Request.TaskId))
        {
            _cancelledNow.Add(timer.Request.TaskId);
        }
        else
        {
            _cancelledEarlier.Add((TimerCreated)timer.Request);
        }

        timer.Cancel(cancellation);
    }

    public void ContinueAsNew(string? input, bool preserveEvents, string? newVersion)
    {
        _continuing = new ContinuedAsNew(input, newVersion, []);
        var buffered = Events.TakeAllBuffered();
        if (preserveEvents)
        {
            _carriedOver.AddRange(buffered);
        }
    }

    /// <summary>The history holds this request: the code must have asked for the same.</summary>
    private void Confirm(TaskRequest recorded, int number)
    {
        if (!_asked.Remove(recorded.TaskId, out var asked) || NonDeterminism.Differs(recorded, asked))
        {
            _fatal ??= NonDeterminism.Exception(Instance.Name, number, recorded, asked);
            return;
        }

        if (_open.TryGetValue(recorded.TaskId, out var open))
        {
            open.Request = recorded;
        }
    }

    private void Settle(TaskAnswer answer)
    {
        if (!_open.Remove(answer.TaskId, out var open))
        {
            return;
        }

        Forget(answer.TaskId);

        switch (answer)
        {
            case TaskCompleted done: open.Complete(done.Result); break;
            case SubOrchestrationCompleted done: open.Complete(done.Result); break;
            case TimerFired: open.Complete(null); break;
            case TaskFailed failed: open.Fail(Failure(open.Request, failed.Failure, failed.NonRetriable)); break;
            case SubOrchestrationFailed failed: open.Fail(Failure(open.Request, failed.Failure, failed.NonRetriable)); break;
            default: throw new InvalidOperationException($"{answer.GetType()} answers nothing.");
        }
    }

    private void Forget(int task)
    {
        RetryTimers.Remove(task);
        LongTimers.Remove(task);
    }

    private static TaskFailedException Failure(TaskRequest request, TaskFailureDetails details, bool nonRetriable) =>
        new(NameOf(request), request.TaskId, details) { IsNonRetriable = nonRetriable };

    private static string NameOf(TaskRequest request) => request switch
    {
        TaskScheduled task => task.Name,
        SubOrchestrationCreated child => child.Name,
        _ => "",
    };

    private TaskRequest[] TakeRequests()
    {
        if (_asked.Count == 0)
        {
            return [];
        }

        var requests = _asked.Values.ToArray();
        Array.Sort(requests, static (left, right) => left.TaskId.CompareTo(right.TaskId));
        for (var i = 0; i < requests.Length; i++)
        {
            // Requests that a rewind made anew belong to this pass, not to the one they were first made in.
            requests[i] = requests[i] with { Timestamp = Now };
        }

        return requests;
    }
}
