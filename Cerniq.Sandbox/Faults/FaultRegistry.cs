using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Faults;

/// <summary>The standing faults. They outlive a restart, and so does the number of times each has struck.</summary>
internal sealed class FaultRegistry
{
    private readonly SandboxStore _store;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Standing> _standing = new(StringComparer.Ordinal);

    public FaultRegistry(SandboxStore store)
    {
        _store = store;
        foreach (var fault in store.Read(static session => session.All(Fault.Kept).ToList()))
        {
            _standing.Add(fault.Id, new Standing(fault));
        }
    }

    public IReadOnlyList<Fault> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _standing.Values.Select(static standing => standing.Fault)];
            }
        }
    }

    public async Task<Fault> AddAsync(Fault fault)
    {
        var kept = await _store.WriteAsync(session => session.Put(Fault.Kept, fault with { Id = $"fault-{session.Next("sandbox.faults")}", Fired = 0 }));
        lock (_lock)
        {
            _standing.Add(kept.Id, new Standing(kept));
        }

        return kept;
    }

    public async Task<bool> RemoveAsync(string id)
    {
        lock (_lock)
        {
            if (!_standing.Remove(id))
            {
                return false;
            }
        }

        return await _store.WriteAsync(session => session.Delete(Fault.Kept, id));
    }

    public async Task ClearAsync()
    {
        foreach (var fault in All)
        {
            await RemoveAsync(fault.Id);
        }
    }

    /// <summary>Forgets the faults without touching the store, which was cleared already.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _standing.Clear();
        }
    }

    /// <summary>The faults that strike this request.</summary>
    public async Task<IReadOnlyList<Fault>> StrikeAsync(string service, string method, string path)
    {
        var struck = Strike(service, method, path);
        if (struck.Exists(static fault => fault.Count is not null))
        {
            await _store.WriteAsync(session => struck.ForEach(fault => KeepFired(session, fault)));
        }

        return struck;
    }

    private static void KeepFired(StoreSession session, Fault fault)
    {
        // Removed meanwhile: it must not come back.
        if (session.Find(Fault.Kept, fault.Id) is { } kept && kept.Fired < fault.Fired)
        {
            session.Put(Fault.Kept, fault);
        }
    }

    private List<Fault> Strike(string service, string method, string path)
    {
        var struck = new List<Fault>();
        lock (_lock)
        {
            foreach (var standing in _standing.Values.Where(standing => standing.Fault.Covers(service, method, path)))
            {
                if (standing.Strikes())
                {
                    struck.Add(standing.Fault);
                }
            }
        }

        return struck;
    }

    private sealed class Standing(Fault fault)
    {
        private long _seen;

        public Fault Fault { get; private set; } = fault;

        public bool Strikes()
        {
            if (Fault.Fired >= Fault.Count || Roll(Fault.Seed ?? 0, _seen++) >= Fault.Rate)
            {
                return false;
            }

            Fault = Fault with { Fired = Fault.Fired + 1 };
            return true;
        }

        // SplitMix64: the nth number of a seed, from 0 to below 1.
        private static double Roll(long seed, long n)
        {
            unchecked
            {
                var z = (ulong)seed + ((ulong)n + 1) * 0x9E3779B97F4A7C15UL;
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
                return ((z ^ (z >> 31)) >> 11) / (double)(1UL << 53);
            }
        }
    }
}
