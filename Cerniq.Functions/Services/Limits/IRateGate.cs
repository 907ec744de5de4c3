namespace Cerniq.Functions.Services;

/// <summary>Holds calls back so that a service's published limits are kept before it has to complain.</summary>
public interface IRateGate
{
    /// <summary>Returns when the call may be made.</summary>
    /// <param name="endpoint">The path without ids, as in <see cref="ServiceRequest.Endpoint"/>.</param>
    /// <returns>When the call was let through: from then on it counts.</returns>
    /// <exception cref="RateGateClosedException">The turn would come too late to wait for it here.</exception>
    ValueTask<DateTimeOffset> WaitAsync(string tenant, string service, string endpoint, CancellationToken cancellationToken);

    /// <summary>Tells that a call which was let through has been answered. The service may have counted it only then; where that is
    /// later than the limits make room for, it counts from now.</summary>
    /// <param name="letThrough">What <see cref="WaitAsync"/> gave.</param>
    ValueTask AnsweredAsync(string tenant, string service, string endpoint, DateTimeOffset letThrough, CancellationToken cancellationToken);

    /// <summary>Tells that the service itself asked to be left alone for so long.</summary>
    ValueTask PauseAsync(string tenant, string service, TimeSpan duration, CancellationToken cancellationToken);
}

/// <summary>The limit leaves no room for the call within a reasonable wait.</summary>
public sealed class RateGateClosedException(TimeSpan retryAfter)
    : Exception($"The next call may be made in {retryAfter.TotalSeconds:0} s.")
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}
