using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.Running;
using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Durable.Retention;

/// <summary>Removes instances by the age of their end, oldest first, a small write at a time.</summary>
/// <remarks>A child stays as long as its parent has not ended: a parent that fails may yet be rewound, and the rewinding needs
/// what its children did.</remarks>
internal sealed class RetentionPurge(EngineParts parts, RetentionOptions options)
{
    public async Task<RetentionRun> RunAsync(DateTime before, CancellationToken cancellation)
    {
        var started = parts.Clock.GetTimestamp();
        var after = default(InstanceKey);
        var purged = 0;
        while (true)
        {
            var from = after;
            var batch = await parts.Store.WriteAsync(session => PurgeBatch(session, from, before), cancellation);
            purged += batch.Purged;
            if (batch.Last is not { } last)
            {
                return new RetentionRun(purged, IsComplete: true);
            }

            after = last;
            if (parts.Clock.GetElapsedTime(started) >= options.Budget)
            {
                return new RetentionRun(purged, IsComplete: false);
            }
        }
    }

    /// <returns>How many were removed, and the place to go on from; null when there are no more.</returns>
    private (int Purged, InstanceKey? Last) PurgeBatch(StoreSession session, InstanceKey after, DateTime before)
    {
        var ended = InstancePlaces.Ended(session, after, before, options.BatchSize);
        var purged = 0;
        foreach (var (key, parent) in ended)
        {
            if (parent is { } seq && InstanceTable.Find(session, seq) is { IsFinished: false })
            {
                continue;
            }

            InstanceTable.Delete(session, key.Seq);
            purged++;
        }

        return (purged, ended.Count == options.BatchSize ? ended[^1].Key : null);
    }
}
