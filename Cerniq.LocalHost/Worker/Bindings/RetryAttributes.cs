namespace Microsoft.Azure.Functions.Worker;

/// <summary>Repeats a failed run of a timer function. Elsewhere it is refused at the start: queues have their delivery count,
/// activities the retry policy of their call.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class RetryAttribute : Attribute
{
    private protected RetryAttribute(int maxRetryCount) => MaxRetryCount = maxRetryCount;

    /// <summary>How many times a failed run is repeated; -1 for ever.</summary>
    public int MaxRetryCount { get; }
}

/// <summary>Repeats after the same delay each time.</summary>
public sealed class FixedDelayRetryAttribute(int maxRetryCount, string delayInterval) : RetryAttribute(maxRetryCount)
{
    /// <summary>The delay, as "hh:mm:ss".</summary>
    public string DelayInterval { get; } = delayInterval;
}

/// <summary>Repeats after a delay that doubles from the minimum to the maximum.</summary>
public sealed class ExponentialBackoffRetryAttribute(int maxRetryCount, string minimumInterval, string maximumInterval)
    : RetryAttribute(maxRetryCount)
{
    /// <summary>The first delay, as "hh:mm:ss".</summary>
    public string MinimumInterval { get; } = minimumInterval;

    /// <summary>The longest delay, as "hh:mm:ss".</summary>
    public string MaximumInterval { get; } = maximumInterval;
}
