using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Sends a function's result, or a property of it, to a queue.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class ServiceBusOutputAttribute(string queueOrTopicName, ServiceBusEntityType entityType = ServiceBusEntityType.Queue)
    : OutputBindingAttribute
{
    /// <summary>The queue, or "%Setting%".</summary>
    public string QueueOrTopicName { get; } = queueOrTopicName;

    /// <summary>The setting that names the namespace. The local host has one, and does not look at it.</summary>
    public string? Connection { get; set; }

    /// <summary>Only queues exist on the local host.</summary>
    public ServiceBusEntityType EntityType { get; set; } = entityType;
}

/// <summary>What a Service Bus name names.</summary>
public enum ServiceBusEntityType
{
    /// <summary>A queue.</summary>
    Queue = 0,

    /// <summary>A topic.</summary>
    Topic = 1,
}
