using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Hosting.Azure;

/// <summary>Service Bus queues. Where a queue looks for duplicates, no two messages of ours are: what is in them says that.</summary>
internal sealed class ServiceBusEventQueue(ServiceBusClient client) : IEventQueue
{
    private readonly ConcurrentDictionary<string, ServiceBusSender> _senders = new(StringComparer.Ordinal);

    public Task SendAsync(string queue, string body, CancellationToken cancellationToken) =>
        _senders.GetOrAdd(queue, client.CreateSender).SendMessageAsync(
            new ServiceBusMessage(body) { MessageId = Guid.CreateVersion7().ToString("N"), ContentType = "application/json" }, cancellationToken);
}
