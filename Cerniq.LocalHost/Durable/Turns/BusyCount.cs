namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>Counts what is under way, so that one can wait until nothing is.</summary>
internal sealed class BusyCount
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _idle;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Enter() => Interlocked.Increment(ref _count);

    public void Leave()
    {
        if (Interlocked.Decrement(ref _count) > 0)
        {
            return;
        }

        lock (_lock)
        {
            if (Count == 0)
            {
                _idle?.TrySetResult();
                _idle = null;
            }
        }
    }

    /// <summary>Completes when the count is or becomes zero.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            if (Count == 0)
            {
                return Task.CompletedTask;
            }

            return (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }
}
