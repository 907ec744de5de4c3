using System.Net;
using System.Text.Json.Serialization;
using Microsoft.DurableTask;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;

/// <summary>When and how an HTTP call is made again: after an answer with one of some statuses, a time-out, or no answer.</summary>
/// <param name="statusCodesToRetry">The statuses; null or none: all of 400 and above.</param>
public class HttpRetryOptions(IList<HttpStatusCode>? statusCodesToRetry = null)
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(6);

    /// <summary>Delay before the second call; above zero.</summary>
    [JsonPropertyName("FirstRetryInterval")]
    public TimeSpan FirstRetryInterval { get; set; }

    /// <summary>Ceiling of one delay; six days unless set.</summary>
    [JsonPropertyName("MaxRetryInterval")]
    public TimeSpan MaxRetryInterval { get; set; } = LongestInterval;

    /// <summary>Growth of the delay; at least 1.</summary>
    [JsonPropertyName("BackoffCoefficient")]
    public double BackoffCoefficient { get; set; } = 1;

    /// <summary>No further call starts after this time from the first one.</summary>
    [JsonPropertyName("RetryTimeout")]
    public TimeSpan RetryTimeout { get; set; } = TimeSpan.MaxValue;

    /// <summary>How many calls at most, the first included; above 0.</summary>
    [JsonPropertyName("MaxNumberOfAttempts")]
    public int MaxNumberOfAttempts { get; set; }

    [JsonPropertyName("StatusCodesToRetry")]
    public IList<HttpStatusCode> StatusCodesToRetry { get; } = statusCodesToRetry ?? [];

    internal bool Wants(HttpStatusCode answered) =>
        StatusCodesToRetry.Count == 0 ? (int)answered >= 400 : StatusCodesToRetry.Contains(answered);

    internal RetryPolicy AsPolicy() => new(
        MaxNumberOfAttempts,
        FirstRetryInterval,
        BackoffCoefficient,
        MaxRetryInterval,
        RetryTimeout == TimeSpan.MaxValue ? System.Threading.Timeout.InfiniteTimeSpan : RetryTimeout);
}
