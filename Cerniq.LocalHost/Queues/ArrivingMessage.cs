using System.Collections.Immutable;

namespace Cerniq.LocalHost.Queues;

/// <summary>A message on its way into the store.</summary>
/// <param name="Message">What was sent.</param>
/// <param name="EnqueuedAt">When it came.</param>
/// <param name="Due">Not to be delivered before; null for at once.</param>
/// <param name="IsPromised">A receiver waits for it: its first delivery is counted as it is stored, and it need not be read back.</param>
internal sealed record ArrivingMessage(QueueMessage Message, DateTimeOffset EnqueuedAt, DateTimeOffset? Due, bool IsPromised)
{
    public string Id { get; } = Message.MessageId ?? Guid.NewGuid().ToString("N");

    /// <summary>Set by the store; null until then, and for a duplicate.</summary>
    public long? SequenceNumber { get; set; }

    /// <summary>The message as its first receiver gets it.</summary>
    public LockedMessage FirstDelivery() => new()
    {
        SequenceNumber = SequenceNumber!.Value,
        MessageId = Id,
        Body = Message.Body,
        DeliveryCount = 1,
        EnqueuedTime = DateTimeOffset.FromUnixTimeMilliseconds(EnqueuedAt.ToUnixTimeMilliseconds()), // as the store keeps it
        CorrelationId = Message.CorrelationId,
        Subject = Message.Subject,
        ContentType = Message.ContentType,
        ApplicationProperties = Message.ApplicationProperties ?? ImmutableDictionary<string, string>.Empty,
    };
}
