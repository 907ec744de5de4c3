namespace Cerniq.LocalHost.Durable.Running;

/// <summary>After several processes in a row were killed, what may have killed them is worked on one at a time, activities and queue
/// messages alike: whatever kills then takes nothing else with it, and nothing else is blamed for it.</summary>
/// <param name="isOn">True while care is taken.</param>
/// <param name="over">Completes when it is taken no longer.</param>
internal sealed class CarefulWork(Func<bool> isOn, Task over) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Waits for one's turn.</summary>
    /// <returns>To be disposed of at the end of the work; null when no care is taken, or not any longer.</returns>
    public async Task<IDisposable?> BeginAsync(CancellationToken cancellation)
    {
        if (!isOn())
        {
            return null;
        }

        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var mine = _one.WaitAsync(giveUp.Token);
        if (await Task.WhenAny(mine, over) != mine)
        {
            await giveUp.CancelAsync();
        }

        try
        {
            await mine;
            return new Turn(_one);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _one.Dispose();

    private sealed class Turn(SemaphoreSlim one) : IDisposable
    {
        private SemaphoreSlim? _one = one;

        public void Dispose() => Interlocked.Exchange(ref _one, null)?.Release();
    }
}
