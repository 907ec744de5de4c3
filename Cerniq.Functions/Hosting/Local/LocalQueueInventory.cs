using Cerniq.Functions.Operations;
using Cerniq.LocalHost.Queues;

namespace Cerniq.Functions.Hosting.Local;

/// <summary>Counts what the host's queues hold, and holds them back.</summary>
internal sealed class LocalQueueInventory(LocalQueues queues) : IQueueInventory
{
    public Task<IReadOnlyDictionary<string, QueueState>> ReadAsync(CancellationToken cancellationToken)
    {
        var states = new SortedDictionary<string, QueueState>(StringComparer.Ordinal);
        foreach (var name in queues.Names)
        {
            var counts = queues[name].Counts;
            states[name] = new QueueState(counts.Active, counts.Locked, counts.Dead, counts.Scheduled, queues[name].Pause is not null);
        }

        return Task.FromResult<IReadOnlyDictionary<string, QueueState>>(states);
    }

    public async Task<bool> TrySwitchAsync(string queue, bool paused, CancellationToken cancellationToken)
    {
        if (!queues.Names.Contains(queue, StringComparer.OrdinalIgnoreCase))
        {
            return false;
        }

        await (paused ? queues[queue].PauseAsync(cancellationToken: cancellationToken) : queues[queue].ResumeAsync(cancellationToken));
        return true;
    }
}
