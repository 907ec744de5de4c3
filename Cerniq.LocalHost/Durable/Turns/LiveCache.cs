using System.Collections.Concurrent;
using Cerniq.LocalHost.Durable.Data;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>Keeps the executions that took a turn last, up to a number and for a time. What falls out replays at its next turn.</summary>
internal sealed class LiveCache : IDisposable
{
    private readonly LinkedList<Mailbox> _byUse = [];
    private readonly ConcurrentDictionary<string, InstanceRow> _byId = new(StringComparer.Ordinal);
    private readonly int _capacity;
    private readonly TimeSpan _idle;
    private readonly TimeProvider _clock;
    private readonly Action<Mailbox> _evict;
    private readonly ITimer _sweep;
    private bool _sweeping;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="evict">Drops the execution of a mailbox unless it has a turn under way.</param>
    public LiveCache(int capacity, TimeSpan idle, TimeProvider clock, Action<Mailbox> evict)
    {
        _capacity = capacity;
        _idle = idle;
        _clock = clock;
        _evict = evict;
        _sweep = clock.CreateTimer(_ => Sweep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>True when nothing is kept: every turn replays.</summary>
    public bool IsOff => _capacity <= 0;

    public int Count
    {
        get
        {
            lock (_byUse)
            {
                return _byUse.Count;
            }
        }
    }

    /// <summary>An instance that is kept, as its last turn has left it or its present turn leaves it.</summary>
    public InstanceRow? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Notes that the mailbox's execution was just used.</summary>
    public void Touch(Mailbox mailbox)
    {
        Mailbox? oldest = null;
        lock (_byUse)
        {
            mailbox.LastUsed = _clock.GetUtcNow();
            if (mailbox.CachePlace is { } place)
            {
                _byUse.Remove(place);
            }

            mailbox.CachePlace = _byUse.AddLast(mailbox);
            MakeFindable(mailbox, mailbox.Live?.Row);
            if (_byUse.Count > _capacity)
            {
                oldest = RemoveFirst();
            }

            Arm();
        }

        if (oldest is not null)
        {
            _evict(oldest);
        }
    }

    public void Forget(Mailbox mailbox)
    {
        lock (_byUse)
        {
            if (mailbox.CachePlace is { } place)
            {
                _byUse.Remove(place);
                mailbox.CachePlace = null;
                MakeFindable(mailbox, null);
            }
        }
    }

    public void Dispose() => _sweep.Dispose();

    private void Sweep()
    {
        var idle = new List<Mailbox>();
        lock (_byUse)
        {
            _sweeping = false;
            var limit = _clock.GetUtcNow() - _idle;
            while (_byUse.First is { } first && first.Value.LastUsed <= limit)
            {
                idle.Add(RemoveFirst());
            }

            Arm();
        }

        foreach (var mailbox in idle)
        {
            _evict(mailbox);
        }
    }

    private void Arm()
    {
        if (!_sweeping && _byUse.First is { } first)
        {
            var wait = first.Value.LastUsed + _idle - _clock.GetUtcNow();
            _sweeping = true;
            _sweep.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private Mailbox RemoveFirst()
    {
        var mailbox = _byUse.First!.Value;
        _byUse.RemoveFirst();
        mailbox.CachePlace = null;
        MakeFindable(mailbox, null);
        return mailbox;
    }

    private void MakeFindable(Mailbox mailbox, InstanceRow? row)
    {
        if (mailbox.Findable == row)
        {
            return;
        }

        // A newer instance may have the id by now.
        if (mailbox.Findable is { } before)
        {
            _byId.TryRemove(KeyValuePair.Create(before.Id, before));
        }

        mailbox.Findable = row;
        if (row is not null)
        {
            _byId[row.Id] = row;
        }
    }
}
