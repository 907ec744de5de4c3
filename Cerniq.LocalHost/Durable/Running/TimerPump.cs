using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Turns;
using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Durable.Running;

/// <summary>Fires timers in the order they are due. Only those of the next minutes are in memory; the rest wait in the store,
/// found by time.</summary>
internal sealed class TimerPump : IDisposable
{
    private const int MaxLoaded = 4096;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    // Timer callbacks may be early by the resolution of the machine's clock and are then set again; never shorter than this.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    /// <summary>A wait goes by a clock that nobody sets and that stands still while the machine sleeps. So the time of day is looked at
    /// again after this long: a clock set back and right again, or a lid that was closed, makes no timer later than that.</summary>
    private static readonly TimeSpan LongestWait = Window;

    private readonly EngineParts _parts;
    private readonly ITimer _wake;
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TimerKey, TimerKey> _near = new();

    /// <summary>Every stored timer up to this one is in <see cref="_near"/> or has fired.</summary>
    private TimerKey _loadedThrough;
    private DateTime _wakeAt = DateTime.MaxValue;
    private bool _stopped = true;

    public TimerPump(EngineParts parts)
    {
        _parts = parts;
        _wake = parts.Clock.CreateTimer(_ => Pump(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start()
    {
        lock (_lock)
        {
            _stopped = false;
        }

        Pump();
    }

    /// <summary>Takes on a timer that is in the store.</summary>
    public void Add(TimerKey timer)
    {
        lock (_lock)
        {
            // A later one is found when its time is near.
            if (timer <= _loadedThrough)
            {
                _near.Enqueue(timer, timer);
                Arm(_parts.Now);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _stopped = true;
        }

        _wake.Dispose();
    }

    private void Pump()
    {
        lock (_lock)
        {
            if (_stopped || _parts.Faults.IsCut)
            {
                return;
            }

            _wakeAt = DateTime.MaxValue;
            try
            {
                Fire();
            }
            catch (StoreException failure)
            {
                _parts.Log.TimersNotRead(failure);
                _wakeAt = _parts.Now + _parts.Options.StoreRetryDelay;
                _wake.Change(_parts.Options.StoreRetryDelay, Timeout.InfiniteTimeSpan);
                return;
            }

            Arm(_parts.Now);
        }
    }

    private void Fire()
    {
        var now = _parts.Now;
        while (true)
        {
            while (_near.TryPeek(out var timer, out _) && timer.Due <= now)
            {
                _near.Dequeue();
                Post(timer, now);
            }

            if (_loadedThrough.Due > now + ShortestWait)
            {
                return;
            }

            Load(now);
        }
    }

    private void Load(DateTime now)
    {
        var until = now > DateTime.MaxValue - Window ? DateTime.MaxValue : now + Window;
        var loaded = _parts.Store.Read(session => TimerTable.Next(session, _loadedThrough, until, MaxLoaded));
        foreach (var timer in loaded)
        {
            _near.Enqueue(timer, timer);
        }

        _loadedThrough = loaded.Count == MaxLoaded ? loaded[^1] : new TimerKey(until, long.MaxValue, int.MaxValue);
    }

    private void Post(TimerKey timer, DateTime now)
    {
        if (timer.Task == TimerKey.Start)
        {
            _parts.Post(timer.Instance, new Message(new ExecutionStarted(now, "")));
        }
        else
        {
            _parts.Post(timer.Instance, new Message(new TimerFired(now, timer.Task, timer.Due)));
        }
    }

    /// <summary>Sets the clock for the first timer in memory, or for the end of what is in memory.</summary>
    private void Arm(DateTime now)
    {
        var next = _near.TryPeek(out var first, out _) && first.Due < _loadedThrough.Due ? first.Due : _loadedThrough.Due;
        if (_stopped || next >= _wakeAt)
        {
            return;
        }

        _wakeAt = next;
        var wait = next - now;
        _wake.Change(wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait, Timeout.InfiniteTimeSpan);
    }
}
