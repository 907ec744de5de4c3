using Cerniq.EInvoicing.Signatures;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.Services;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Searches ANAF's list for an upload whose outcome is not known: the sealed answer that holds our very bytes.</summary>
/// <remarks>Only accepted documents can be recognised by their bytes. One that ANAF took and rejected will be rejected again
/// when it is sent again, which does no harm.</remarks>
public sealed class ReconcileStep(EFacturaStore store, EFacturaAnaf anaf, TimeProvider clock)
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

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

        var seen = intent.Seen.ToHashSet(StringComparer.Ordinal);
        var reply = await anaf.TryAsync(
            EFacturaAnaf.ScopeOf(entry), (client, stop) => SearchAsync(client, entry, intent, seen, stop), cancellationToken);
        await RecordAsync(request, intent, reply, seen, cancellationToken);
        return new ReconcileResult(reply.Value, Searched: reply.Fault is null, reply.Fault?.Words);
    }

    private async Task<string?> SearchAsync(
        AnafClient client, EFacturaEntry entry, UploadIntent intent, HashSet<string> seen, CancellationToken cancellationToken)
    {
        var sent = client.ListMessagesAsync(intent.FirstAt - Skew, clock.GetUtcNow(), MessageFilter.Sent, cancellationToken);
        await foreach (var message in sent)
        {
            if (seen.Contains(message.UploadIndex)
                || await store.FindByIndexAsync(entry.Tenant, message.UploadIndex, cancellationToken) is not null)
            {
                continue;
            }

            if (await HoldsAsync(client, message, intent.Sha256, cancellationToken))
            {
                return message.UploadIndex;
            }

            seen.Add(message.UploadIndex);
        }

        return null;
    }

    private static async Task<bool> HoldsAsync(AnafClient client, AnafMessage message, string sha256, CancellationToken cancellationToken)
    {
        try
        {
            var zip = await client.DownloadAsync(message.DownloadId, cancellationToken);
            return ResponseArchive.TryRead(zip, out var answer) == ArchiveProblem.None && EFacturaFiles.Sha256(answer!.Content) == sha256;
        }
        catch (ServiceRefusedException)
        {
            // Not ours to see, or past its time: it cannot be what we have just sent.
            return false;
        }
    }

    private Task<EFacturaEntry> RecordAsync(
        ReconcileRequest request, UploadIntent intent, AnafReply<string?> reply, HashSet<string> seen, CancellationToken cancellationToken) =>
        store.UpdateAsync(
            request.Key,
            found =>
            {
                if (found.AnafIds.RemoteId is not null || found.Intent?.Claim != intent.Claim || !found.Intent.IsOpen)
                {
                    return null;
                }

                if (reply.Value is { } index)
                {
                    return UploadStep.Submitted(found, index, intent.At);
                }

                var neverArrived = request.Final && reply.Fault is null;
                return found with
                {
                    Attempts = found.Attempts + (neverArrived ? 1 : 0),
                    WatchAt = clock.GetUtcNow() + BeginStep.Silence,
                    Intent = found.Intent with { IsOpen = !neverArrived, Seen = [.. seen] },
                };
            },
            cancellationToken);
}
