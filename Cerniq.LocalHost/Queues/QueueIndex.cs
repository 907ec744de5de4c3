namespace Cerniq.LocalHost.Queues;

/// <summary>Which messages of a queue wait, for whom and until when. Bodies stay in the store, but for those of messages promised to
/// a receiver that waits.</summary>
/// <remarks>Thread-safe. Messages are handed out in the order they came; one that comes back takes its old place.</remarks>
internal sealed class QueueIndex : IDisposable
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ITimer _alarm;
    private readonly SemaphoreSlim _available = new(0);
    private readonly PriorityQueue<long, long> _active = new();
    private readonly PriorityQueue<long, DateTimeOffset> _scheduled = new();
    private readonly Dictionary<Guid, LockedMessage> _locked = [];
    private readonly Dictionary<long, LockedMessage> _promised = [];
    private TaskCompletionSource? _resumed;
    private int _idle;
    private int _promises;
    private int _inHand;
    private int _dead;
    private long _completed;
    private bool _disposed;

    public QueueIndex(TimeProvider time)
    {
        _time = time;
        _alarm = time.CreateTimer(_ => Wake(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public QueueCounts Counts()
    {
        lock (_gate)
        {
            return new QueueCounts(_active.Count + _inHand, _scheduled.Count, _dead, _inHand, _completed);
        }
    }

    public void AddDead(int count)
    {
        lock (_gate)
        {
            _dead += count;
        }
    }

    /// <summary>Promises a message that is about to be stored to a receiver that waits with nothing else to take: its first delivery
    /// can then be counted as it is stored. Each promise is kept by <see cref="Keep"/> or taken back by <see cref="TakeBack"/>.</summary>
    /// <returns>False when nobody waits for it.</returns>
    public bool Promise()
    {
        lock (_gate)
        {
            if (_resumed is not null || Volatile.Read(ref _idle) <= _active.Count + _promises)
            {
                return false;
            }

            _promises++;
            return true;
        }
    }

    /// <summary>A promised message is in the store, its first delivery counted.</summary>
    public void Keep(LockedMessage message)
    {
        lock (_gate)
        {
            _promises--;
            _promised.Add(message.SequenceNumber, message);
            Offer(message.SequenceNumber);
        }
    }

    /// <summary>A promised message was not stored.</summary>
    public void TakeBack()
    {
        lock (_gate)
        {
            _promises--;
        }
    }

    /// <summary>A message is in the store: offers it now or at its time.</summary>
    public void Add(long sequenceNumber, DateTimeOffset? due)
    {
        lock (_gate)
        {
            if (due > _time.GetUtcNow())
            {
                _scheduled.Enqueue(sequenceNumber, due.Value);
                SetAlarm();
                return;
            }

            Offer(sequenceNumber);
        }
    }

    /// <summary>Waits for a message, as long as the queue is paused too, and takes it in hand.</summary>
    /// <returns>Its number, and the message itself where it was promised: that delivery is counted already.</returns>
    public async Task<(long SequenceNumber, LockedMessage? Promised)> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await AvailableAsync(cancellation);
            Task resumed;
            lock (_gate)
            {
                if (_resumed is null)
                {
                    _inHand++;
                    var number = _active.Dequeue();
                    _promised.Remove(number, out var promised);
                    return (number, promised);
                }

                _available.Release();
                resumed = _resumed.Task;
            }

            await resumed.WaitAsync(cancellation);
        }
    }

    private async Task AvailableAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _idle);
        try
        {
            await _available.WaitAsync(cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _idle);
        }
    }

    /// <summary>Hands out no more messages; those in hand stay there.</summary>
    public void Pause()
    {
        lock (_gate)
        {
            _resumed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Resume()
    {
        lock (_gate)
        {
            _resumed?.SetResult();
            _resumed = null;
        }
    }

    /// <summary>A message in hand gets its lock.</summary>
    public void Lock(LockedMessage message, TimeSpan duration)
    {
        lock (_gate)
        {
            message.LockedUntil = _time.GetUtcNow() + duration;
            _locked.Add(message.LockToken, message);
            SetAlarm();
        }
    }

    /// <summary>Renews a lock that has not run out.</summary>
    public bool Renew(LockedMessage message, TimeSpan duration)
    {
        lock (_gate)
        {
            if (!_locked.ContainsKey(message.LockToken))
            {
                return false;
            }

            message.LockedUntil = _time.GetUtcNow() + duration;
            return true;
        }
    }

    /// <summary>Ends a lock to settle its message, which stays in hand meanwhile; false when the lock was lost.</summary>
    public bool Unlock(LockedMessage message)
    {
        lock (_gate)
        {
            return _locked.Remove(message.LockToken);
        }
    }

    /// <summary>A message in hand is done with.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _inHand--;
            _completed++;
        }
    }

    /// <summary>A message in hand is given up.</summary>
    public void Bury()
    {
        lock (_gate)
        {
            _inHand--;
            _dead++;
        }
    }

    /// <summary>A message in hand turns out not to be in the store.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _inHand--;
        }
    }

    /// <summary>A message in hand is offered again.</summary>
    public void PutBack(long sequenceNumber)
    {
        lock (_gate)
        {
            _inHand--;
            Offer(sequenceNumber);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _alarm.Dispose();
        _available.Dispose();
    }

    private void Offer(long sequenceNumber)
    {
        _active.Enqueue(sequenceNumber, sequenceNumber);
        if (!_disposed)
        {
            _available.Release();
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            while (_scheduled.TryPeek(out var due, out var at) && at <= now)
            {
                _scheduled.Dequeue();
                Offer(due);
            }

            foreach (var expired in _locked.Values.Where(message => message.LockedUntil <= now).ToArray())
            {
                _locked.Remove(expired.LockToken);
                _inHand--;
                Offer(expired.SequenceNumber);
            }

            SetAlarm();
        }
    }

    /// <summary>Sleeps until the next message is due or the next lock runs out; for a minute at most, as the clock may be set meanwhile,
    /// or the machine sleep.</summary>
    private void SetAlarm()
    {
        var next = _locked.Count == 0 ? DateTimeOffset.MaxValue : _locked.Values.Min(message => message.LockedUntil);
        if (_scheduled.TryPeek(out _, out var due) && due < next)
        {
            next = due;
        }

        if (next == DateTimeOffset.MaxValue || _disposed)
        {
            return;
        }

        var wait = next - _time.GetUtcNow();
        _alarm.Change(
            wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < LongestSleep ? wait : LongestSleep, Timeout.InfiniteTimeSpan);
    }
}
