namespace Cerniq.Functions.Services;

/// <summary>The calls of the last while under several limits at once, in hundredths of each window, so that it stays small however
/// many calls there are. Rounds against us: a call counts for up to a hundredth longer than its window.</summary>
internal sealed class CallLog
{
    private const int Parts = 100;

    private readonly List<Window> _windows;

    private CallLog(List<Window> windows) => _windows = windows;

    /// <summary>The log as it was kept; an empty one where nothing was, or where the limits have changed since.</summary>
    public static CallLog Of(RateClass of, IReadOnlyList<long[]>? kept) =>
        new([.. of.Limits.Select((limit, i) => new Window(limit, kept is not null && i < kept.Count ? kept[i] : []))]);

    /// <summary>The numbers to keep: for each limit, pairs of part and calls.</summary>
    public IReadOnlyList<long[]> ToKeep() => [.. _windows.Select(window => window.ToKeep())];

    /// <summary>The first moment, not before <paramref name="now"/>, at which so many more calls are within all limits.</summary>
    public DateTimeOffset FreeAt(DateTimeOffset now, int calls = 1) => _windows.Max(window => window.FreeAt(now, calls));

    public void Add(DateTimeOffset now, int calls = 1)
    {
        foreach (var window in _windows)
        {
            window.Add(now, calls);
        }
    }

    /// <summary>Counts at a later moment a call that was counted at an earlier one.</summary>
    public void Move(DateTimeOffset from, DateTimeOffset to)
    {
        foreach (var window in _windows)
        {
            window.Move(from, to);
        }
    }

    /// <summary>How many more calls the strictest limit leaves.</summary>
    public int Remaining(DateTimeOffset now) => _windows.Min(window => window.Remaining(now));

    private sealed class Window
    {
        private readonly RateLimit _limit;
        private readonly long _part;
        private readonly List<(long Part, int Calls)> _calls = [];

        public Window(RateLimit limit, long[] kept)
        {
            _limit = limit;
            _part = Math.Max(1, limit.Window.Ticks / Parts);
            for (var i = 0; i + 1 < kept.Length; i += 2)
            {
                _calls.Add((kept[i], (int)kept[i + 1]));
            }
        }

        public long[] ToKeep() => [.. _calls.SelectMany(entry => new[] { entry.Part, entry.Calls })];

        public DateTimeOffset FreeAt(DateTimeOffset now, int calls)
        {
            var over = Count(now) + Math.Min(calls, _limit.Calls) - _limit.Calls;
            var free = now;
            foreach (var entry in _calls)
            {
                if (over <= 0)
                {
                    break;
                }

                if (Ends(entry.Part) > now)
                {
                    over -= entry.Calls;
                    free = Ends(entry.Part);
                }
            }

            return free;
        }

        public void Add(DateTimeOffset now, int calls)
        {
            _calls.RemoveAll(entry => Ends(entry.Part) <= now);
            var part = now.UtcTicks / _part;
            if (_calls is [.., var last] && last.Part >= part)
            {
                _calls[^1] = (last.Part, last.Calls + calls);
            }
            else
            {
                _calls.Add((part, calls));
            }
        }

        /// <summary>Where the call is not found, which was taken with a block, an older one moves: that leaves the window no sooner.
        /// Where there is none either, it counts twice.</summary>
        public void Move(DateTimeOffset from, DateTimeOffset to)
        {
            var part = from.UtcTicks / _part;
            var found = _calls.FindLastIndex(entry => entry.Part <= part);
            if (found >= 0)
            {
                _calls[found] = (_calls[found].Part, _calls[found].Calls - 1);
                _calls.RemoveAll(entry => entry.Calls == 0);
            }

            Add(to, 1);
        }

        public int Remaining(DateTimeOffset now) => _limit.Calls - Count(now);

        private int Count(DateTimeOffset now) => _calls.Where(entry => Ends(entry.Part) > now).Sum(entry => entry.Calls);

        /// <summary>When the last call that can be in this part leaves the window.</summary>
        private DateTimeOffset Ends(long part) => new(((part + 1) * _part) + _limit.Window.Ticks, TimeSpan.Zero);
    }
}
