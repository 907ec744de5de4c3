using System.Collections.Concurrent;
using Cerniq.Sandbox.Storage;

namespace Cerniq.Sandbox.Faults;

/// <summary>Which published rate limits are enforced. All are off at first, so that a demonstration is not slowed down.</summary>
internal sealed record EnforcedLimits
{
    public bool Oblio { get; init; }

    public bool Anaf { get; init; }

    public bool Registry { get; init; }

    public bool Revolut { get; init; }

    /// <summary>How many times shorter the windows are than published.</summary>
    public double Speed { get; init; } = 1;

    public static Kind<EnforcedLimits> Kept { get; } = new("sandbox.limits", static _ => "limits");
}

/// <summary>Counts calls in sliding windows and says when one is too many.</summary>
internal sealed class RateLimits(SandboxStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Queue<long>> _windows = new(StringComparer.Ordinal);

    private long _refused;

    /// <summary>How many calls were one too many since the start or the last reset.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public EnforcedLimits Enforced { get; private set; } = store.Read(static session => session.Find(EnforcedLimits.Kept, "limits")) ?? new EnforcedLimits();

    public async Task EnforceAsync(EnforcedLimits limits)
    {
        await store.WriteAsync(session => session.Put(EnforcedLimits.Kept, limits));
        Enforced = limits;
    }

    public void Reset()
    {
        Enforced = new EnforcedLimits();
        _windows.Clear();
        Interlocked.Exchange(ref _refused, 0);
    }

    /// <summary>Counts a call; true when the window already held as many as allowed.</summary>
    public bool IsOver(string window, int allowed, TimeSpan length)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var calls = _windows.GetOrAdd(window, static _ => new Queue<long>());
        lock (calls)
        {
            while (calls.TryPeek(out var oldest) && oldest <= now - (long)(length / Enforced.Speed).TotalMilliseconds)
            {
                calls.Dequeue();
            }

            if (calls.Count >= allowed)
            {
                Interlocked.Increment(ref _refused);
                return true;
            }

            calls.Enqueue(now);
            return false;
        }
    }
}
