using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts a function by a message of a queue.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ServiceBusTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    /// <summary>The setting that names the namespace. The local host has one, and does not look at it.</summary>
    public string? Connection { get; set; }

    /// <summary>The queue, or "%Setting%".</summary>
    public string? QueueName { get; } = queueName;
}
