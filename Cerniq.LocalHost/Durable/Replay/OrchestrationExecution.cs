using Cerniq.LocalHost.Durable.History;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Durable.Replay;

/// <summary>One execution of an orchestrator, brought to where its history ends and led on from there pass by pass.</summary>
/// <remarks>Used by one thread at a time. It has no effects: it only says what the code asked for.</remarks>
internal sealed partial class OrchestrationExecution
{
    private readonly ITaskOrchestrator _code;
    private readonly OrchestratorContext _context;
    private readonly Queue<HistoryEvent> _heldBySuspension = new();
    private Exception? _fatal;
    private Task<object?>? _main;
    private Terminated? _terminated;
    private bool _begun;
    private volatile bool _strayed;

    /// <summary>Makes an execution that has seen nothing yet.</summary>
    /// <param name="strayed">Told, from any thread, when code comes back from an await that is not durable, so that the
    /// instance can be given a turn in which it fails.</param>
    public OrchestrationExecution(
        InstanceFacts instance, ITaskOrchestrator code, DurableOptions options, ILoggerFactory loggers, Action strayed)
    {
        Instance = instance;
        Options = options;
        _code = code;
        Thread = new PassThread(() =>
        {
            _strayed = true;
            strayed();
        }, options.LongestBlock, new OrchestratorHome(code));
        Events = new ExternalEvents(options.DataConverter, Thread);
        _context = new OrchestratorContext(this, loggers);
    }

    public InstanceFacts Instance { get; }

    public DurableOptions Options { get; }

    public PassThread Thread { get; }

    public ExternalEvents Events { get; }

    public DateTime Now { get; private set; }

    public bool IsReplaying { get; private set; }

    public bool IsSuspended { get; private set; }

    public string? CustomStatus { get; set; }

    /// <summary>Why the execution cannot go on; null when it can.</summary>
    public Exception? Fault => _fatal;

    /// <summary>Open timers that delay the next attempt, with the failed attempt before it.</summary>
    public Dictionary<int, int> RetryTimers { get; } = [];

    /// <summary>Of the open links of a long timer's chain: when the whole is due.</summary>
    public Dictionary<int, DateTime> LongTimers { get; } = [];

    /// <summary>Brings a fresh execution to the end of its history.</summary>
    public void Replay(IReadOnlyList<HistoryEvent> past)
    {
        IsReplaying = true;
        Thread.Run(() =>
        {
            for (var i = 0; i < past.Count && _fatal is null; i++)
            {
                Apply(past[i], number: i + 1);
            }
        });
        IsReplaying = false;
        _cancelledEarlier.Clear();
    }

    /// <summary>Lets the code go on with what came in.</summary>
    public PassResult Advance(DateTime now, IReadOnlyList<HistoryEvent> incoming)
    {
        var accepted = new List<HistoryEvent>(incoming.Count + 4);
        Thread.Run(() =>
        {
            Apply(new OrchestratorStarted(now), number: 0);
            for (var i = 0; i < incoming.Count && _terminated is null; i++)
            {
                if (Accepts(incoming[i]))
                {
                    accepted.Add(incoming[i]);
                    Apply(incoming[i], number: 0);
                }
            }
        });
        return Conclude(accepted);
    }

    /// <summary>The code came back from an await that is not durable, if not in this replay: the next pass ends it.</summary>
    public void NoteStray() => _strayed = true;

    /// <summary>How the replayed code ended; null when it goes on.</summary>
    public Ending? EndOfReplay() => End();

    private bool Accepts(HistoryEvent incoming)
    {
        switch (incoming)
        {
            case TaskAnswer answer:
                if (!_open.TryGetValue(answer.TaskId, out var open) || open.IsAnswered || !open.IsAnsweredBy(answer))
                {
                    return false;
                }

                open.IsAnswered = true;
                return true;
            case ExecutionStarted:
                return !_begun;
            case ExecutionSuspended:
                return !IsSuspended;
            case ExecutionResumed:
                return IsSuspended;
            default:
                return true;
        }
    }

    private void Apply(HistoryEvent happened, int number)
    {
        switch (happened)
        {
            case OrchestratorStarted: Now = happened.Timestamp; break;
            case ExecutionStarted when !_begun: Begin(happened); break;
            case ExecutionTerminated e: _terminated = new Terminated(e.Output, e.Recursive); break;
            case ExecutionSuspended: IsSuspended = true; break;
            case ExecutionResumed: Resume(); break;
            case TaskRequest e: Confirm(e, number); break;
            case ExecutionRewound or ExecutionCompleted: break;
            case not null when _fatal is not null: break;
            case not null when IsSuspended: _heldBySuspension.Enqueue(happened); break;
            case ExecutionStarted: Start(); break;
            case TaskAnswer e: Settle(e); break;
            case EventRaised e: Raise(e); break;
            default: throw new InvalidOperationException($"{happened?.GetType()} has no meaning for an execution.");
        }

        try
        {
            Thread.Drain();
        }
        catch (Exception unhandled)
        {
            // From an async void method of the code: nobody awaits it, so it can only bring the whole instance down.
            _fatal ??= unhandled;
        }
    }

    private void Resume()
    {
        IsSuspended = false;
        while (_heldBySuspension.TryDequeue(out var held))
        {
            Apply(held, number: 0);
        }
    }

    private void Begin(HistoryEvent started)
    {
        _begun = true;
        if (IsSuspended)
        {
            _heldBySuspension.Enqueue(started);
        }
        else
        {
            Start();
        }
    }

    private void Start()
    {
        _main = RunAsync();
        _ = _main.ContinueWith(
            static (_, state) =>
            {
                var thread = (PassThread)state!;
                if (!thread.IsCurrent)
                {
                    thread.Stray();
                }
            },
            Thread,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private async Task<object?> RunAsync()
    {
        var input = Options.DataConverter.Deserialize(Instance.Input, _code.InputType);
        return await _code.RunAsync(_context, input);
    }

    private void Raise(EventRaised raised)
    {
        if (_continuing is not null)
        {
            _carriedOver.Add(raised);
        }
        else
        {
            Events.Raise(raised);
        }
    }

    private PassResult Conclude(List<HistoryEvent> accepted)
    {
        var ending = End();
        IReadOnlyList<TaskRequest> requests = ending is Terminated || _fatal is not null ? [] : TakeRequests();
        var result = new PassResult(accepted, requests, _cancelledNow, _cancelledEarlier, ending);
        _asked.Clear();
        _cancelledNow = [];
        _cancelledEarlier = [];
        return result;
    }

    private Ending? End()
    {
        if (_terminated is not null)
        {
            return _terminated;
        }

        if (_fatal is null && Thread.HasBlocked)
        {
            _fatal = new InvalidOperationException(IllegalAwait.Blocked);
        }

        if (_fatal is null && (_strayed || IsStuck))
        {
            _fatal = new InvalidOperationException(IllegalAwait.Message);
        }

        if (_fatal is not null)
        {
            return Finished.Failed(_fatal);
        }

        if (_main is not { IsCompleted: true } || _open.Count > 0 || IsSuspended)
        {
            return null;
        }

        return _main.IsCompletedSuccessfully && _continuing is not null
            ? _continuing with { CarriedOver = [.. _carriedOver] }
            : Outcome(_main);
    }

    /// <summary>The code waits, but for nothing that can ever arrive.</summary>
    private bool IsStuck => _main is { IsCompleted: false } && _open.Count == 0 && !IsSuspended && !Events.HasLiveWaiters;

    private Finished Outcome(Task<object?> main)
    {
        if (main.Exception is { } failure)
        {
            return Finished.Failed(failure.InnerException ?? failure);
        }

        if (main.IsCanceled)
        {
            return Finished.Failed(new TaskCanceledException(main));
        }

        try
        {
            return Finished.Completed(Options.DataConverter.Serialize(main.Result));
        }
        catch (Exception unwritable)
        {
            return Finished.Failed(unwritable);
        }
    }
}
