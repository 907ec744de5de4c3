namespace Cerniq.Sandbox.Clock;

/// <summary>Waits for a timer in a background service.</summary>
internal static class Ticks
{
    /// <summary>True at the next tick, false when the service is to stop. Stopping is no failure: a port that is taken must be the
    /// only error that is shown.</summary>
    public static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
    }
}
