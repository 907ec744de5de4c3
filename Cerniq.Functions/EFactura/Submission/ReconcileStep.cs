using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Looks whether an upload whose outcome is not known has arrived.</summary>
/// <remarks>At ANAF only accepted documents can be recognised by their bytes. One that ANAF took and rejected will be rejected again
/// when it is sent again, which does no harm.</remarks>
public sealed class ReconcileStep(EFacturaStore store, EFacturaAdapters adapters, TimeProvider clock)
{
    [Function(EFacturaSteps.Reconcile)]
    public async Task<ReconcileResult> RunAsync([ActivityTrigger] ReconcileRequest request, CancellationToken cancellationToken)
    {
        var entry = await store.RequireAsync(request.Key, cancellationToken);
        if (entry.AnafIds.RemoteId is { } known)
        {
            return new ReconcileResult(known, Searched: true);
        }

        if (entry.Intent is not { } intent)
        {
            return new ReconcileResult(null, Searched: true);
        }

        var search = await adapters.Of(entry).FindAsync(entry, intent, cancellationToken);
        await RecordAsync(request, intent, search, cancellationToken);
        return new ReconcileResult(search.RemoteId, Searched: search.RemoteId is not null || search.IsWhole, search.Problem);
    }

    private Task<EFacturaEntry> RecordAsync(
        ReconcileRequest request, UploadIntent intent, ListSearch search, CancellationToken cancellationToken) =>
        store.UpdateAsync(
            request.Key,
            found =>
            {
                if (found.AnafIds.RemoteId is not null || found.Intent?.Claim != intent.Claim || !found.Intent.IsOpen)
                {
                    return null;
                }

                if (search.RemoteId is { } index)
                {
                    return UploadStep.Submitted(found, index, intent.At);
                }

                var neverArrived = request.Final && search.IsWhole;
                return found with
                {
                    Attempts = found.Attempts + (neverArrived ? 1 : 0),
                    WatchAt = clock.GetUtcNow() + BeginStep.Silence,
                    Intent = found.Intent with { IsOpen = !neverArrived },
                };
            },
            cancellationToken);
}
