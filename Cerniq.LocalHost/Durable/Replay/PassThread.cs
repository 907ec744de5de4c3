namespace Cerniq.LocalHost.Durable.Replay;

/// <summary>Runs an orchestrator's code on one thread at a time and only during a pass. Whatever it awaits outside of
/// its context would come back from elsewhere: that is noticed and never run.</summary>
internal sealed class PassThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private readonly PassScheduler _scheduler;
    private readonly Action _strayed;
    private readonly TimeSpan _longestBlock;
    private readonly OrchestratorHome _home;
    private int _owner;

    /// <summary>Makes the thread of one execution.</summary>
    /// <param name="strayed">Told, from any thread, that code of the orchestrator came back from elsewhere.</param>
    /// <param name="longestBlock">So long may code wait for a lock. What it would wait for longer is an answer that cannot come while
    /// it blocks.</param>
    /// <param name="home">Of the code, which may not wait for a task at all.</param>
    public PassThread(Action strayed, TimeSpan longestBlock, OrchestratorHome home)
    {
        _home = home;
        _longestBlock = longestBlock;
        _strayed = strayed;
        _scheduler = new PassScheduler(this);
        SetWaitNotificationRequired();
    }

    /// <summary>True on the thread that runs the present pass.</summary>
    public bool IsCurrent => Volatile.Read(ref _owner) == Environment.CurrentManagedThreadId;

    /// <summary>The code blocked its thread instead of awaiting.</summary>
    public bool HasBlocked { get; private set; }

    public void Run(Action pass)
    {
        var before = Current;
        Volatile.Write(ref _owner, Environment.CurrentManagedThreadId);
        SetSynchronizationContext(this);
        try
        {
            // As a task of the scheduler, so that ContinueWith and Task.Factory stay on this thread too.
            var task = new Task(pass);
            task.RunSynchronously(_scheduler);
            task.GetAwaiter().GetResult();
        }
        finally
        {
            Volatile.Write(ref _owner, 0);
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Runs what the code posted to itself, until nothing is left.</summary>
    public void Drain()
    {
        while (_posted.TryDequeue(out var next))
        {
            next.Callback(next.State);
        }
    }

    /// <summary>Notes that code of the orchestrator came back from elsewhere.</summary>
    public void Stray() => _strayed();

    /// <summary>Runs a callback of a cancellation token, unless something outside of the pass set it off.</summary>
    public void RunOrStray(Action callback)
    {
        if (IsCurrent)
        {
            callback();
        }
        else
        {
            _strayed();
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
        {
            _posted.Enqueue((d, state));
        }
        else
        {
            _strayed();
        }
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (!IsCurrent)
        {
            _strayed();
            throw new InvalidOperationException(IllegalAwait.Message);
        }

        d(state);
    }

    /// <summary>Called when code blocks on the thread of the pass. A durable answer comes in a later turn, so blocking for one
    /// would hang for ever.</summary>
    public override int Wait(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout)
    {
        var half = (int)(_longestBlock / 2).TotalMilliseconds;
        if (IsCurrent && millisecondsTimeout != 0 && _home.WaitsForTask())
        {
            HasBlocked = true;
            throw new InvalidOperationException(IllegalAwait.Blocked);
        }

        if (!IsCurrent || (millisecondsTimeout >= 0 && millisecondsTimeout <= 2 * half))
        {
            return WaitHelper(waitHandles, waitAll, millisecondsTimeout);
        }

        // Twice: a machine that slept through one wait gets another.
        var woken = WaitHelper(waitHandles, waitAll, half);
        if (woken == WaitHandle.WaitTimeout)
        {
            woken = WaitHelper(waitHandles, waitAll, half);
        }

        if (woken != WaitHandle.WaitTimeout)
        {
            return woken;
        }

        HasBlocked = true;
        throw new InvalidOperationException(IllegalAwait.Blocked);
    }

    public override SynchronizationContext CreateCopy() => this;

    private sealed class PassScheduler(PassThread thread) : TaskScheduler
    {
        public override int MaximumConcurrencyLevel => 1;

        protected override void QueueTask(Task task) => thread.Post(state => TryExecuteTask((Task)state!), task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
            !taskWasPreviouslyQueued && thread.IsCurrent && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}

/// <summary>The fault of awaiting something that is not durable.</summary>
internal static class IllegalAwait
{
    public const string Message =
        "An invalid asynchronous invocation was detected. The orchestrator awaited something that does not come from its "
        + "TaskOrchestrationContext (such as Task.Delay, Task.Run, an HTTP call or ConfigureAwait(false)), which cannot be replayed. "
        + "Do that work in an activity.";

    public const string Blocked =
        "The orchestrator blocked its thread (such as by Task.Wait, Task.Result or GetAwaiter().GetResult()) instead of awaiting. What it "
        + "waits for comes in a later turn, or from outside, which cannot be replayed. Use await; do work that must block in an activity.";
}
