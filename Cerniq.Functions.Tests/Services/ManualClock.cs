namespace Cerniq.Functions.Tests.Services;

/// <summary>A clock that stands still until it is told to go on; its timers fire when their time is reached.</summary>
internal sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    /// <summary>Delays are cut to whole milliseconds: at its timer's very time a wait may still have a part of one to go.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(1);

    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private DateTimeOffset now = start;

    public ManualClock()
        : this(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public void Advance(TimeSpan by)
    {
        List<ManualTimer> due;
        lock (gate)
        {
            now += by;
            due = timers.Where(timer => timer.Due <= now).ToList();
            timers.RemoveAll(due.Contains);
        }

        due.ForEach(timer => timer.Fire());
    }

    /// <summary>Lets time pass for work that waits for it, from one timer to the next. Work that was kept from a processor or waits for
    /// the disk looks the same for a while: a deadline of its own must not fire meanwhile.</summary>
    public async Task<T> RunAsync<T>(Task<T> work)
    {
        while (await Task.WhenAny(work, Task.Delay(Quiet)) != work)
        {
            Advance(ToNextTimer() + Grain);
        }

        return await work;
    }

    private TimeSpan ToNextTimer()
    {
        lock (gate)
        {
            var next = timers.Count == 0 ? now : timers.Min(timer => timer.Due);
            return next > now ? next - now : TimeSpan.Zero;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualClock clock, Action callback) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => callback();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                if (dueTime >= TimeSpan.Zero)
                {
                    Due = clock.now + dueTime;
                    clock.timers.Add(this);
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
