namespace Cerniq.Functions.Services;

/// <summary>Runs a piece of work once for all callers that ask while it is under way.</summary>
/// <remarks>The work is not cancelled when the caller that began it goes away, for others wait for it too. When it fails, all
/// who wait get the failure, and the next caller begins anew.</remarks>
internal sealed class SingleFlight<T>
{
    private readonly Lock gate = new();
    private Task<T>? underWay;

    public Task<T> RunAsync(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            underWay ??= Task.Run(() => LandAsync(work), CancellationToken.None);
            return underWay.WaitAsync(cancellationToken);
        }
    }

    private async Task<T> LandAsync(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        finally
        {
            lock (gate)
            {
                underWay = null;
            }
        }
    }
}
