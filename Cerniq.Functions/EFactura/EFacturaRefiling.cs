using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.EFactura;

/// <summary>Files a rejected document of ours anew once a person has mended what was wrong, where no deal waits to do it: a storno,
/// an invoice that was filed by hand.</summary>
public sealed class EFacturaRefiling(
    EFacturaStore store, EFacturaFiles files, InvoiceStore invoices, EFacturaQueue queue, FilingsByHand byHand)
{
    /// <summary>The queue entry that took its place; null when there is none to make: its deal carries it, or it was posted by a caller,
    /// who posts the corrected one. Repeatable.</summary>
    public async Task<EFacturaEntry?> FileAnewAsync(
        DurableTaskClient client, string tenant, string invoiceId, string by, CancellationToken cancellationToken)
    {
        if (await store.LatestOfAsync(tenant, invoiceId, cancellationToken) is not { CarriedBy: null } latest)
        {
            return null;
        }

        var anew = latest;
        if (latest.Status == EFacturaStatus.Rejected)
        {
            var source = await files.ReadSourceAsync(latest, cancellationToken);
            if (source.Issued is not { } issued)
            {
                return null;
            }

            var invoice = await invoices.GetAsync(tenant, invoiceId, cancellationToken) ?? issued;
            anew = await queue.EnqueueByHandAsync(invoice, latest.NegotiationId, latest.Filing + 1, cancellationToken, source.StornoOf);
        }

        await byHand.FollowAsync(anew, cancellationToken, by);
        await client.EnsureRunningAsync(anew.Key, anew.CarriedBy, cancellationToken);
        return anew;
    }
}
