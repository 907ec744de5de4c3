namespace Cerniq.LocalHost.Queues;

/// <summary>Renews a message's lock while it is worked on, for as long as host.json allows.</summary>
internal sealed class LockRenewal : IDisposable
{
    private readonly LocalQueue _queue;
    private readonly LockedMessage _message;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _until;
    private readonly ITimer _timer;

    public LockRenewal(LocalQueue queue, LockedMessage message, TimeSpan atMost, TimeProvider time)
    {
        _queue = queue;
        _message = message;
        _time = time;
        _until = time.GetUtcNow() + atMost;
        var half = queue.LockDuration / 2;
        _timer = time.CreateTimer(_ => Renew(), state: null, half, half);
    }

    public void Dispose() => _timer.Dispose();

    private void Renew()
    {
        if (_time.GetUtcNow() > _until || !_queue.RenewLock(_message))
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
