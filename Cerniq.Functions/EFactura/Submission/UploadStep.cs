using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Sends the document to ANAF, with the intent on record before and the outcome after.</summary>
public sealed class UploadStep(EFacturaStore store, EFacturaAdapters adapters, TimeProvider clock)
{
    [Function(EFacturaSteps.Upload)]
    public async Task<UploadResult> RunAsync([ActivityTrigger] EFacturaKey key, CancellationToken cancellationToken)
    {
        var claim = Guid.NewGuid().ToString("N");
        var entry = await store.UpdateAsync(key, found => Claimed(found, claim), cancellationToken);
        if (entry.AnafIds.RemoteId is { } known)
        {
            return UploadResult.Accepted(known);
        }

        if (entry.Intent!.Claim != claim)
        {
            return UploadResult.Ambiguous("an earlier upload was cut off before its outcome was known");
        }

        var result = await adapters.Of(entry).SubmitAsync(entry, cancellationToken);
        await RecordAsync(entry, claim, result, cancellationToken);
        return result;
    }

    /// <summary>The intent, unless the document is filed or somebody's upload is still in doubt.</summary>
    private EFacturaEntry? Claimed(EFacturaEntry entry, string claim)
    {
        if (entry.AnafIds.RemoteId is not null || entry.Intent is { IsOpen: true })
        {
            return null;
        }

        var now = clock.GetUtcNow();
        return entry with
        {
            Status = EFacturaStatus.Queued,
            LastAttemptAt = now,
            NextRetryAt = null,
            WatchAt = now + BeginStep.Silence,
            Intent = new UploadIntent(entry.Intent?.FirstAt ?? now, now, entry.Xml!.Sha256, claim, IsOpen: true),
        };
    }

    private Task<EFacturaEntry> RecordAsync(EFacturaEntry sent, string claim, UploadResult result, CancellationToken cancellationToken) =>
        store.UpdateAsync(
            sent.Key,
            found => found.Intent?.Claim != claim ? null : result.Kind switch
            {
                UploadKind.Accepted => Submitted(found, result.RemoteId!, clock.GetUtcNow()),
                UploadKind.Ambiguous => found with { LastError = result.Words },
                _ => found with { LastError = result.Words, Intent = WithoutThis(found.Intent) },
            },
            cancellationToken);

    /// <summary>What was in doubt before stays on record; this upload surely did not arrive.</summary>
    private static UploadIntent? WithoutThis(UploadIntent intent) =>
        intent.FirstAt == intent.At ? null : intent with { IsOpen = false };

    /// <summary>ANAF has the document under this index.</summary>
    internal static EFacturaEntry Submitted(EFacturaEntry entry, string remoteId, DateTimeOffset at) => entry with
    {
        Status = EFacturaStatus.Submitted,
        AnafIds = new AnafIds(remoteId),
        SubmittedAt = entry.SubmittedAt ?? at,
        Attempts = entry.Attempts + 1,
        LastError = null,
        NextRetryAt = null,
        WatchAt = at + BeginStep.Silence,
        Intent = null,
    };
}
