using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.Running;
using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Client;

/// <summary>Removes finished instances, in small writes so that others get their turn between them.</summary>
internal sealed class InstancePurge(EngineParts parts)
{
    private const int Batch = 100;

    private static readonly OrchestrationRuntimeStatus[] Final =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    public async Task<PurgeResult> OneAsync(string instanceId, bool recursive, CancellationToken cancellation)
    {
        var count = await parts.Store.WriteAsync(
            session => InstanceTable.Locate(session, instanceId) is { } found && InstanceRow.IsFinal(found.Status)
                ? Remove(session, found.Seq, recursive)
                : 0,
            cancellation);
        return new PurgeResult(count, isComplete: true);
    }

    public async Task<PurgeResult> ManyAsync(PurgeInstancesFilter filter, bool recursive, CancellationToken cancellation)
    {
        var started = parts.Clock.GetTimestamp();
        var count = 0;
        foreach (var status in (filter.Statuses?.ToArray() is { Length: > 0 } chosen ? chosen : Final).Where(InstanceRow.IsFinal).Distinct())
        {
            int removed;
            do
            {
                removed = await parts.Store.WriteAsync(
                    session => InstanceQueries.Finished(session, status, filter.CreatedFrom, filter.CreatedTo, Batch)
                        .Sum(found => Remove(session, found.Seq, recursive)),
                    cancellation);
                count += removed;

                // After a batch: the shortest time, too, gets something done.
                if (removed > 0 && filter.Timeout is { } limit && parts.Clock.GetElapsedTime(started) >= limit)
                {
                    return new PurgeResult(count, isComplete: false);
                }
            }
            while (removed > 0);
        }

        return new PurgeResult(count, isComplete: true);
    }

    /// <summary>Removes an instance, with its finished descendants if asked.</summary>
    /// <returns>How many instances were removed; 0 for one that a parent before it in the batch took along.</returns>
    private static int Remove(StoreSession session, long seq, bool recursive)
    {
        var count = InstanceTable.Exists(session, seq) ? 1 : 0;
        if (recursive)
        {
            count += InstanceTable.Children(session, seq)
                .Where(child => InstanceRow.IsFinal(child.Status))
                .Sum(child => Remove(session, child.Seq, recursive: true));
        }

        InstanceTable.Delete(session, seq);
        return count;
    }
}
