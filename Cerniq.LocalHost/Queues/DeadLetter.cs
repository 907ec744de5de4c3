namespace Cerniq.LocalHost.Queues;

/// <summary>A message that was given up.</summary>
/// <param name="SequenceNumber">Its place in the queue; names it for replay.</param>
/// <param name="MessageId">The sender's id.</param>
/// <param name="Body">The body.</param>
/// <param name="DeliveryCount">How often it was delivered.</param>
/// <param name="Reason">Why, in one word, such as MaxDeliveryCountExceeded.</param>
/// <param name="Description">Why, in a sentence.</param>
/// <param name="EnqueuedTime">When it came into the queue.</param>
/// <param name="DeadSince">When it was given up.</param>
/// <param name="CorrelationId">Ties it to the work it belongs to.</param>
/// <param name="Subject">What it is about.</param>
public sealed record DeadLetter(
    long SequenceNumber,
    string MessageId,
    BinaryData Body,
    int DeliveryCount,
    string Reason,
    string? Description,
    DateTimeOffset EnqueuedTime,
    DateTimeOffset DeadSince,
    string? CorrelationId,
    string? Subject);

/// <summary>How many messages a queue holds.</summary>
/// <param name="Active">Waiting for a receiver or in the hands of one.</param>
/// <param name="Scheduled">Waiting for their time.</param>
/// <param name="Dead">Given up.</param>
/// <param name="Locked">Of the active: in the hands of a receiver.</param>
/// <param name="Completed">Completed since the host started.</param>
public sealed record QueueCounts(int Active, int Scheduled, int Dead, int Locked, long Completed);
