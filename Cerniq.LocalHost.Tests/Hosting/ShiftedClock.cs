namespace Cerniq.LocalHost.Tests.Hosting;

/// <summary>A machine whose time of day is set, or that slept: its timers go by the clock within, which knows nothing of that.</summary>
internal sealed class ShiftedClock(TimeProvider within) : TimeProvider
{
    public TimeSpan By { get; set; }

    public override TimeZoneInfo LocalTimeZone => within.LocalTimeZone;

    public override long TimestampFrequency => within.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => within.GetUtcNow() + By;

    public override long GetTimestamp() => within.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        within.CreateTimer(callback, state, dueTime, period);
}
