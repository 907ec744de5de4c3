namespace Cerniq.LocalHost.Queues;

/// <summary>A queue whose messages are held back.</summary>
/// <param name="Since">When it was paused.</param>
/// <param name="Reason">What whoever paused it said; null for nothing.</param>
public sealed record QueuePause(DateTimeOffset Since, string? Reason);
