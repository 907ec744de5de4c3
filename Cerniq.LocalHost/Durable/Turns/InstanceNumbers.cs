namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>Gives new instances their numbers before they are stored, so that a start and its first turn are one write. A number
/// that is given and not stored is not used again while the engine runs, and nothing stored refers to it.</summary>
internal sealed class InstanceNumbers(long last)
{
    private long _last = last;

    public long Next() => Interlocked.Increment(ref _last);
}
