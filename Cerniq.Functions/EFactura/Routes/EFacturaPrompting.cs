using Cerniq.Functions.Lifecycle;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.EFactura;

/// <summary>Moves a filing on because somebody asked, and waits a moment to see where that gets it.</summary>
public sealed class EFacturaPrompting(EFacturaStore store, EFacturaAdapters adapters, FilingsByHand byHand, TimeProvider clock)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollPatience = TimeSpan.FromSeconds(5);

    /// <summary>Sends a filing on its way again.</summary>
    /// <returns>The entry as it is once something has come of it, or after ten seconds.</returns>
    public async Task<EFacturaEntry> RetryAsync(EFacturaEntry entry, string who, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var asked = await store.UpdateAsync(entry.Key, Again, cancellationToken);
        await byHand.FollowAsync(asked, cancellationToken, who);
        var isWaiting = asked.Intent is not { IsOpen: true };
        await client.EnsureRunningAsync(entry.Key, asked.CarriedBy, cancellationToken);
        if (isWaiting)
        {
            await client.RaiseEventAsync(entry.Key.InstanceId, EFacturaEvents.Retry, who, cancellationToken);
        }

        return await WaitAsync(
            entry.Key, now => now.AnafIds.RemoteId is not null || now.Status is EFacturaStatus.Error or EFacturaStatus.Rejected, RetryPatience, cancellationToken);
    }

    /// <summary>Asks ANAF, and when it has an answer waits until it is archived and settled.</summary>
    public async Task<EFacturaEntry> PollAsync(EFacturaEntry entry, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (!entry.AwaitsAnswer)
        {
            return entry;
        }

        var answer = await adapters.Of(entry).PollAsync(entry, cancellationToken);
        if (!answer.IsSettled)
        {
            return entry;
        }

        await client.EnsureRunningAsync(entry.Key, entry.CarriedBy, cancellationToken);
        await client.RaiseEventAsync(entry.Key.InstanceId, EFacturaEvents.AnafAnswered, answer, cancellationToken);
        return await WaitAsync(entry.Key, now => !now.AwaitsAnswer, PollPatience, cancellationToken);
    }

    /// <summary>A draft that a person files by hand is in scope from then on, and runs by itself: its deal follows it.</summary>
    private EFacturaEntry? Again(EFacturaEntry entry) => entry.Status is EFacturaStatus.Error or EFacturaStatus.Draft
        ? entry with
        {
            Status = EFacturaStatus.Queued,
            IsByHand = entry.IsByHand || entry.Status == EFacturaStatus.Draft,
            OutOfScope = null,
            NextRetryAt = null,
            WatchAt = clock.GetUtcNow() + EFacturaQueue.StartPatience,
        }
        : null;

    private async Task<EFacturaEntry> WaitAsync(
        EFacturaKey key, Func<EFacturaEntry, bool> isThere, TimeSpan patience, CancellationToken cancellationToken)
    {
        var entry = await store.RequireAsync(key, cancellationToken);
        for (var waited = TimeSpan.Zero; waited < patience && !isThere(entry); waited += Glance)
        {
            await Task.Delay(Glance, clock, cancellationToken);
            entry = await store.RequireAsync(key, cancellationToken);
        }

        return entry;
    }
}
