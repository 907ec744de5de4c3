using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Archives the readable receipt of accepted documents that nobody has asked for. It takes its time, so that ANAF's public service
/// is not in the way of a filing; and it gives up in the end, as the service turns some documents away for good. Whoever asks for the
/// receipt later has it tried again.</summary>
public sealed class EFacturaReceiptSweep(
    EFacturaStore store, EFacturaLists lists, EFacturaReceipts receipts, TenantDirectory tenants, TimeProvider clock)
{
    /// <summary>From ANAF's acceptance on.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    internal static readonly TimeSpan NextTry = TimeSpan.FromHours(6);

    internal const int MostTries = 8;

    private const int AtOnce = 50;

    /// <summary>So many in a row, and the service is taken to be out.</summary>
    private const int MostFailures = 3;

    [Function(nameof(EFacturaReceiptSweep))]
    public async Task RunAsync([TimerTrigger("35 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            await SweepAsync(tenant, cancellationToken);
        }
    }

    /// <returns>How many were archived.</returns>
    internal async Task<int> SweepAsync(string tenant, CancellationToken cancellationToken)
    {
        var (made, failures, tried) = (0, 0, 0);
        await foreach (var due in lists.ReceiptsDueAsync(tenant, clock.GetUtcNow(), cancellationToken))
        {
            var isMade = await MakeAsync(new EFacturaKey(tenant, due.QueueId), cancellationToken);
            made += isMade ? 1 : 0;
            failures = isMade ? 0 : failures + 1;
            if (++tried == AtOnce || failures == MostFailures)
            {
                break;
            }
        }

        return made;
    }

    private async Task<bool> MakeAsync(EFacturaKey key, CancellationToken cancellationToken)
    {
        var (pdf, _) = await receipts.GetAsync(await store.RequireAsync(key, cancellationToken), cancellationToken);
        if (pdf is not null)
        {
            return true;
        }

        await store.UpdateAsync(
            key,
            found => found.Receipt is not null ? null : found with
            {
                ReceiptTries = found.ReceiptTries + 1,
                ReceiptDueAt = found.ReceiptTries + 1 < MostTries ? clock.GetUtcNow() + NextTry : null,
            },
            cancellationToken);
        return false;
    }
}
