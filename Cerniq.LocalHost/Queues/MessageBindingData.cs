namespace Cerniq.LocalHost.Queues;

/// <summary>What a queue trigger knows by name.</summary>
internal static class MessageBindingData
{
    public static IReadOnlyDictionary<string, object?> Read(LockedMessage message) =>
        new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["MessageId"] = message.MessageId,
            ["SequenceNumber"] = message.SequenceNumber,
            ["DeliveryCount"] = message.DeliveryCount,
            ["EnqueuedTimeUtc"] = message.EnqueuedTime.UtcDateTime,
            ["CorrelationId"] = message.CorrelationId,
            ["Subject"] = message.Subject,
            ["ContentType"] = message.ContentType,
            ["LockToken"] = message.LockToken.ToString(),
            ["ApplicationProperties"] = message.ApplicationProperties,
        };
}
