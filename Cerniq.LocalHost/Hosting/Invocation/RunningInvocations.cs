namespace Cerniq.LocalHost.Hosting.Invocation;

/// <summary>Counts running invocations and tells them when the host cannot wait any longer.</summary>
internal sealed class RunningInvocations : IDisposable
{
    private readonly CancellationTokenSource _mustStop = new();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Cancelled shortly before the host's time to stop is over; until then work may finish in peace.</summary>
    public CancellationToken MustStop => _mustStop.Token;

    public Running Enter()
    {
        Interlocked.Increment(ref _count);
        return new Running(this);
    }

    /// <summary>Gives running work this long.</summary>
    public void StopAfter(TimeSpan grace) => _mustStop.CancelAfter(grace);

    public void Dispose() => _mustStop.Dispose();

    public readonly struct Running(RunningInvocations owner) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref owner._count);
    }
}
