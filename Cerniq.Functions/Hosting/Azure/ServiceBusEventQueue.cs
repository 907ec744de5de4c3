using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Hosting.Azure;

/// <summary>Service Bus queues. They are created with duplicate detection.</summary>
internal sealed class ServiceBusEventQueue(ServiceBusClient client) : IEventQueue
{
    private readonly ConcurrentDictionary<string, ServiceBusSender> _senders = new(StringComparer.Ordinal);

    public Task SendAsync(string queue, string messageId, string body, CancellationToken cancellationToken) =>
        _senders.GetOrAdd(queue, client.CreateSender).SendMessageAsync(
            new ServiceBusMessage(body) { MessageId = messageId, ContentType = "application/json" }, cancellationToken);
}
