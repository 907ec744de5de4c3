using Azure.Messaging.ServiceBus.Administration;
using Cerniq.Functions.Operations;

namespace Cerniq.Functions.Hosting.Azure;

/// <summary>Counts what Service Bus queues hold; needs the right to manage them. Messages being worked on are counted as
/// waiting: the service does not tell them apart.</summary>
internal sealed class ServiceBusInventory(ServiceBusAdministrationClient administration) : IQueueInventory
{
    public async Task<IReadOnlyDictionary<string, QueueState>> ReadAsync(CancellationToken cancellationToken)
    {
        var states = new SortedDictionary<string, QueueState>(StringComparer.Ordinal);
        await foreach (var queue in administration.GetQueuesRuntimePropertiesAsync(cancellationToken))
        {
            states[queue.Name] = new QueueState(
                queue.ActiveMessageCount, Active: 0, queue.DeadLetterMessageCount, queue.ScheduledMessageCount, Paused: false);
        }

        return states;
    }

    /// <summary>The app's rights do not reach so far: set the queue's status to <c>ReceiveDisabled</c> in Azure.</summary>
    public Task<bool> TrySwitchAsync(string queue, bool paused, CancellationToken cancellationToken) => Task.FromResult(false);
}
