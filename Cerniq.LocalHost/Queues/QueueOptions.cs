namespace Cerniq.LocalHost.Queues;

/// <summary>How queues behave; the defaults are the cloud service's.</summary>
public sealed record QueueOptions
{
    /// <summary>How long a receiver may hold a message without renewing its lock. Default 30 seconds.</summary>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Deliveries before a message is given up. Default 10.</summary>
    public int MaxDeliveryCount { get; init; } = 10;

    /// <summary>How long a message id is remembered. Default 10 minutes.</summary>
    public TimeSpan DuplicateDetectionWindow { get; init; } = TimeSpan.FromMinutes(10);
}
