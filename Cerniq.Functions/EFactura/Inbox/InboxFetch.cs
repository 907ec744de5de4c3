using Cerniq.Functions.Audit;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>Fetches invoices that were filed for a tenant, checks their seal and archives them.</summary>
public sealed class InboxFetch(AnafMessageStore messages, EFacturaAnaf anaf, SealCheck seals, IBlobStore blobs)
{
    /// <summary>So many at a time; the rest comes with the next sweep.</summary>
    private const int AtOnce = 25;
    private const int MostTries = 8;

    public async Task FetchAsync(CallScope scope, CancellationToken cancellationToken)
    {
        foreach (var entry in await messages.ToFetchAsync(scope.Tenant, AtOnce, cancellationToken))
        {
            if (!await FetchAsync(scope, entry.Message, cancellationToken))
            {
                return;
            }
        }
    }

    /// <returns>False when ANAF does not answer just now, so that asking for more is idle.</returns>
    private async Task<bool> FetchAsync(CallScope scope, AnafMessageRow message, CancellationToken cancellationToken)
    {
        var reply = await anaf.TryAsync(
            scope, async (client, stop) => (ReadOnlyMemory<byte>?)await client.DownloadAsync(message.DownloadId, stop), cancellationToken);
        if (reply.Value is not { } zip)
        {
            var isGone = reply.Fault!.Kind == FaultKind.NotFound;
            await FailAsync(scope, message, reply.Fault.Words, isGone, cancellationToken);
            return isGone;
        }

        var opened = await seals.OpenAsync(scope, zip, cancellationToken);
        if (opened.State != SealState.Holds || opened.Archive!.UploadIndex != message.UploadIndex)
        {
            var words = opened.Problem ?? "ANAF sent the answer of another upload.";
            await FailAsync(scope, message, words, opened.State == SealState.Broken, cancellationToken);
            return true;
        }

        var content = opened.Archive.Content;
        var stored = await KeepAsync(scope.Tenant, message, "response.zip", zip, EFacturaFiles.Zip, cancellationToken);
        var xml = await KeepAsync(scope.Tenant, message, "invoice.xml", content, EFacturaFiles.Xml, cancellationToken);
        var invoice = InboxInvoice.Read(content);
        var problem = invoice is null ? "It is not UBL that can be read here." : null;
        await messages.UpdateAsync(
            scope.Tenant,
            message,
            found => found with { Status = InboxStatus.Stored, Zip = stored, Xml = xml, Invoice = invoice, Problem = problem },
            cancellationToken);
        return true;
    }

    private Task FailAsync(CallScope scope, AnafMessageRow message, string words, bool isFinal, CancellationToken cancellationToken) =>
        messages.UpdateAsync(
            scope.Tenant,
            message,
            found => found with
            {
                Tries = found.Tries + 1,
                Problem = words,
                Status = isFinal || found.Tries + 1 >= MostTries ? InboxStatus.Doubtful : InboxStatus.Listed,
            },
            cancellationToken);

    private async Task<StoredFile> KeepAsync(
        string tenant, AnafMessageRow message, string name, ReadOnlyMemory<byte> bytes, string contentType, CancellationToken cancellationToken)
    {
        // The seal has shown that the index is digits only.
        var path = $"tenants/{tenant}/efactura/inbox/{message.UploadIndex}/{name}";
        var kept = await blobs.PutIfAbsentAsync(path, bytes, contentType, cancellationToken);
        return new StoredFile(kept.Path, kept.Sha256);
    }
}
