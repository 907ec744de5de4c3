namespace Microsoft.DurableTask;

/// <summary>Retries with growing delays.</summary>
public class RetryPolicy
{
    /// <summary>Makes a policy; arguments out of range are refused.</summary>
    /// <param name="maxNumberOfAttempts">How many times the task runs at most, the first included; above 0.</param>
    /// <param name="firstRetryInterval">Delay before the second attempt; above zero.</param>
    /// <param name="backoffCoefficient">Growth of the delay; at least 1.</param>
    /// <param name="maxRetryInterval">Ceiling of one delay; one hour when null.</param>
    /// <param name="retryTimeout">No further attempt starts after this time from the first one; null or infinite is without end.</param>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNumberOfAttempts);
        Require(firstRetryInterval > TimeSpan.Zero, nameof(firstRetryInterval), firstRetryInterval, "must be above zero");
        Require(backoffCoefficient >= 1, nameof(backoffCoefficient), backoffCoefficient, "must be at least 1");
        Require(IsInfinite(maxRetryInterval) || maxRetryInterval is null || maxRetryInterval >= firstRetryInterval,
            nameof(maxRetryInterval), maxRetryInterval, "must not be below the first retry interval");
        Require(IsInfinite(retryTimeout) || retryTimeout is null || retryTimeout >= firstRetryInterval,
            nameof(retryTimeout), retryTimeout, "must not be below the first retry interval");

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
    }

    public int MaxNumberOfAttempts { get; }

    public TimeSpan FirstRetryInterval { get; }

    public double BackoffCoefficient { get; }

    public TimeSpan MaxRetryInterval { get; }

    public TimeSpan RetryTimeout { get; }

    /// <summary>True for failures worth another attempt; every failure unless <see cref="HandleFailure"/> was given.</summary>
    public Func<Exception, bool> Handle { get; private init; } = static _ => true;

    /// <summary>Chooses the failures worth another attempt.</summary>
    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            Handle = failure => value(
                failure is TaskFailedException failed ? failed.FailureDetails : TaskFailureDetails.FromException(failure));
        }
    }

    private static bool IsInfinite(TimeSpan? span) => span == Timeout.InfiniteTimeSpan;

    private static void Require(bool holds, string name, object? value, string what)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} {what}.");
        }
    }
}
