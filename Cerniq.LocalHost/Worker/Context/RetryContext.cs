namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which repetition of a failed run this is.</summary>
public abstract class RetryContext
{
    /// <summary>0 for the first run.</summary>
    public abstract int RetryCount { get; }

    /// <summary>How many repetitions there may be.</summary>
    public abstract int MaxRetryCount { get; }
}
