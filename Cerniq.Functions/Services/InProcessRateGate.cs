using System.Collections.Concurrent;

namespace Cerniq.Functions.Services;

/// <summary>Keeps the limits among the callers of one process.</summary>
/// <remarks>A window slides over the moments of the last calls, so that no stretch of time, wherever it begins, holds more
/// calls than allowed. Turns are given in the order of asking.</remarks>
public sealed class InProcessRateGate(TimeProvider clock, ServiceMetrics metrics) : IRateGate
{
    /// <summary>Who would have to wait longer is told to come back: a worker is not to sit on its lease.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Tenant, string Service), Windows> windows = new();

    public async ValueTask WaitAsync(string tenant, string service, string endpoint, CancellationToken cancellationToken)
    {
        var limits = RateLimits.For(service, endpoint);
        var mine = windows.GetOrAdd((tenant, service), static _ => new Windows());
        var ours = windows.GetOrAdd(("", service), static _ => new Windows());
        var now = clock.GetUtcNow();
        var wait = Reserve(mine, ours, limits, now);
        if (wait > TimeSpan.Zero)
        {
            metrics.LimitHit(service, tenant, endpoint);
        }

        if (wait > LongestWait)
        {
            throw new RateGateClosedException(wait);
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, cancellationToken);
        }
    }

    public void Pause(string tenant, string service, TimeSpan duration)
    {
        var mine = windows.GetOrAdd((tenant, service), static _ => new Windows());
        lock (mine)
        {
            var until = clock.GetUtcNow() + duration;
            mine.PausedUntil = until > mine.PausedUntil ? until : mine.PausedUntil;
        }
    }

    /// <summary>Takes the earliest turn that all limits allow, unless it lies too far away.</summary>
    private static TimeSpan Reserve(Windows mine, Windows ours, IReadOnlyList<RateLimit> limits, DateTimeOffset now)
    {
        lock (ours)
        {
            lock (mine)
            {
                var turn = mine.PausedUntil > now ? mine.PausedUntil : now;
                foreach (var limit in limits)
                {
                    var free = (limit.OfAllTenants ? ours : mine).Of(limit).FreeAt;
                    turn = free > turn ? free : turn;
                }

                if (turn - now <= LongestWait)
                {
                    foreach (var limit in limits)
                    {
                        (limit.OfAllTenants ? ours : mine).Of(limit).Take(turn);
                    }
                }

                return turn - now;
            }
        }
    }

    private sealed class Windows
    {
        private readonly Dictionary<string, SlidingWindow> byScope = new(StringComparer.Ordinal);

        public DateTimeOffset PausedUntil { get; set; } = DateTimeOffset.MinValue;

        public SlidingWindow Of(RateLimit limit)
        {
            if (!byScope.TryGetValue(limit.Scope, out var window))
            {
                byScope[limit.Scope] = window = new SlidingWindow(limit);
            }

            return window;
        }
    }

    /// <summary>The moments of the last calls, the oldest first.</summary>
    private sealed class SlidingWindow(RateLimit limit)
    {
        private readonly Queue<DateTimeOffset> taken = new();

        public DateTimeOffset FreeAt => taken.Count < limit.Calls ? DateTimeOffset.MinValue : taken.Peek() + limit.Window;

        public void Take(DateTimeOffset turn)
        {
            while (taken.Count > 0 && (taken.Count >= limit.Calls || taken.Peek() + limit.Window <= turn))
            {
                taken.Dequeue();
            }

            taken.Enqueue(turn);
        }
    }
}
