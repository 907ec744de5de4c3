using System.Collections.Immutable;

namespace Cerniq.LocalHost.Queues;

/// <summary>A message in the hands of one receiver, until it is settled or its lock runs out.</summary>
public sealed class LockedMessage
{
    /// <summary>The message's place in its queue.</summary>
    public required long SequenceNumber { get; init; }

    /// <summary>The sender's id, or one the queue gave.</summary>
    public required string MessageId { get; init; }

    /// <summary>The body.</summary>
    public required BinaryData Body { get; init; }

    /// <summary>Which delivery this is, from 1.</summary>
    public required int DeliveryCount { get; init; }

    /// <summary>When the message came into the queue.</summary>
    public required DateTimeOffset EnqueuedTime { get; init; }

    /// <summary>Ties the message to the work it belongs to.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>What the message is about.</summary>
    public string? Subject { get; init; }

    /// <summary>The body's media type.</summary>
    public string? ContentType { get; init; }

    /// <summary>Whatever the sender added.</summary>
    public IReadOnlyDictionary<string, string> ApplicationProperties { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Proves the receiver's claim to the message.</summary>
    public Guid LockToken { get; } = Guid.NewGuid();

    /// <summary>When the lock runs out, unless it is renewed.</summary>
    public DateTimeOffset LockedUntil { get; internal set; }
}
