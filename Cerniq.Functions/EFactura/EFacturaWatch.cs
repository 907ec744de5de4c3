using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.EFactura;

/// <summary>Looks after filings that have been silent for too long: a start that was lost is made good, one whose
/// orchestration has ended before its time begins again from what is on record.</summary>
public sealed class EFacturaWatch(EFacturaStore store, EFacturaLists lists, TenantDirectory tenants, EFacturaAlerts alerts, TimeProvider clock)
{
    private static readonly TimeSpan NextLook = TimeSpan.FromMinutes(10);

    [Function(nameof(EFacturaWatch))]
    public async Task RunAsync(
        [TimerTrigger("5 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            await LookAsync(tenant, client, cancellationToken);
        }
    }

    internal async Task LookAsync(string tenant, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await foreach (var due in lists.DueAsync(tenant, now, cancellationToken))
        {
            var key = new EFacturaKey(tenant, due.QueueId);
            var runs = await client.EnsureRunningAsync(key, due.CarriedBy, cancellationToken);
            var entry = await store.UpdateAsync(
                key, found => found.WatchAt is null || found.WatchAt > now ? null : found with { WatchAt = now + NextLook }, cancellationToken);
            if (!runs && EFacturaOutcome.Of(entry) is null)
            {
                await alerts.StuckAsync(entry, cancellationToken);
            }
        }
    }
}
