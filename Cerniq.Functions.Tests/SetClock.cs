namespace Cerniq.Functions.Tests;

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class SetClock(DateTimeOffset start) : TimeProvider
{
    public SetClock()
        : this(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero))
    {
    }

    public DateTimeOffset Now { get; set; } = start;

    public override DateTimeOffset GetUtcNow() => Now;

    public void Advance(TimeSpan by) => Now += by;
}
