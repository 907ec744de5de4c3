using Cerniq.Functions.Storage;
using Cerniq.LocalHost.Queues;

namespace Cerniq.Functions.Hosting.Local;

/// <summary>The host's durable queues.</summary>
internal sealed class LocalEventQueue(LocalQueues queues) : IEventQueue
{
    public Task SendAsync(string queue, string body, CancellationToken cancellationToken) =>
        queues.SendAsync(queue, new QueueMessage(body) { ContentType = "application/json" }, cancellationToken);
}
