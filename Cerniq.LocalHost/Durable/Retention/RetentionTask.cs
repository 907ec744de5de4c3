using Cerniq.LocalHost.Hosting;
using Cerniq.LocalHost.Storage;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Durable.Retention;

/// <summary>Removes old ended instances in the background for as long as the engine runs.</summary>
internal sealed class RetentionTask(DurableEngine engine, RetentionOptions options, TimeProvider time, ILogger log) : IAsyncDisposable
{
    /// <summary>A start has better things to do.</summary>
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(1);

    /// <summary>A run that did not finish is followed up soon, but leaves most of the time to work.</summary>
    private const int PauseInBudgets = 10;

    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = options.KeepEnded is { } keep ? LoopAsync(keep) : Task.CompletedTask;

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task LoopAsync(TimeSpan keep)
    {
        var pause = AfterStart;
        while (true)
        {
            await Task.Delay(pause, time, _stop.Token);
            pause = await RunAsync(keep) ? options.Every : options.Budget * PauseInBudgets;
        }
    }

    /// <returns>False when old instances are left.</returns>
    private async Task<bool> RunAsync(TimeSpan keep)
    {
        try
        {
            var run = await engine.PurgeEndedAsync(time.GetUtcNow() - keep, options, _stop.Token);
            if (run.Purged > 0)
            {
                log.RetentionPurged(run.Purged, keep);
            }

            return run.IsComplete;
        }
        catch (StoreException failure)
        {
            log.RetentionFailed(failure, options.Every);
            return true;
        }
    }
}
