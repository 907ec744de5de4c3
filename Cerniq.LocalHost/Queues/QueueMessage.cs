namespace Cerniq.LocalHost.Queues;

/// <summary>A message to be sent.</summary>
/// <param name="Body">What the function receives.</param>
public sealed record QueueMessage(BinaryData Body)
{
    /// <summary>A text message.</summary>
    public QueueMessage(string body)
        : this(BinaryData.FromString(body))
    {
    }

    /// <summary>Within the queue's duplicate detection window a second message of this id is dropped. Null: a new id, never a duplicate.</summary>
    public string? MessageId { get; init; }

    /// <summary>Ties the message to the work it belongs to.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>What the message is about.</summary>
    public string? Subject { get; init; }

    /// <summary>The body's media type.</summary>
    public string? ContentType { get; init; }

    /// <summary>Not delivered before this time.</summary>
    public DateTimeOffset? ScheduledEnqueueTime { get; init; }

    /// <summary>Whatever the sender adds.</summary>
    public IReadOnlyDictionary<string, string>? ApplicationProperties { get; init; }
}
