using Cerniq.Functions.Operations;
using Cerniq.LocalHost.Queues;

namespace Cerniq.Functions.Hosting.Local;

/// <summary>Counts what the host's queues hold. They cannot be paused.</summary>
internal sealed class LocalQueueInventory(LocalQueues queues) : IQueueInventory
{
    public Task<IReadOnlyDictionary<string, QueueState>> ReadAsync(CancellationToken cancellationToken)
    {
        var states = new SortedDictionary<string, QueueState>(StringComparer.Ordinal);
        foreach (var name in queues.Names)
        {
            var counts = queues[name].Counts;
            states[name] = new QueueState(counts.Active, counts.Locked, counts.Dead, counts.Scheduled, Paused: false);
        }

        return Task.FromResult<IReadOnlyDictionary<string, QueueState>>(states);
    }
}
