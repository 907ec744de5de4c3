using Cerniq.Functions.Audit;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>Fetches invoices that were filed for a tenant, checks their seal and archives them.</summary>
public sealed class InboxFetch(AnafMessageStore messages, EFacturaAnaf anaf, SealCheck seals, IBlobStore blobs)
{
    /// <summary>So many are asked for at a time; the rest comes with the next sweep.</summary>
    private const int AtOnce = 25;
    private const int MostTries = 8;

    public async Task FetchAsync(CallScope scope, CancellationToken cancellationToken)
    {
        var downloads = 0;
        await foreach (var entry in messages.ToFetchAsync(scope.Tenant, cancellationToken))
        {
            if (entry.Zip is null && downloads++ == AtOnce)
            {
                return;
            }

            if (!await FetchAsync(scope, entry, cancellationToken))
            {
                return;
            }
        }
    }

    /// <returns>False when ANAF does not answer just now, so that asking for more is idle.</returns>
    private async Task<bool> FetchAsync(CallScope scope, InboxEntry entry, CancellationToken cancellationToken)
    {
        var message = entry.Message;
        var (answer, fault) = await AnswerAsync(scope, entry, cancellationToken);
        if (answer is not { } zip)
        {
            var isGone = fault!.Kind == FaultKind.NotFound;
            await FailAsync(scope, message, new Failure(fault.Words, isGone, Counts: !IsOut(fault.Kind)), cancellationToken);
            return isGone;
        }

        var opened = await seals.OpenAsync(scope, zip, cancellationToken);
        if (opened.State == SealState.Holds && opened.Archive!.UploadIndex == message.UploadIndex)
        {
            await StoreAsync(scope.Tenant, message, zip, opened.Archive.Content, cancellationToken);
            return true;
        }

        // Another upload's answer is fetched anew; what only proves nothing yet is kept, and looked at again without asking ANAF.
        var isAnothers = opened.State == SealState.Holds;
        var kept = isAnothers ? null : await KeepUnprovenAsync(scope.Tenant, zip, cancellationToken);
        var words = opened.Problem ?? "ANAF sent the answer of another upload.";
        await FailAsync(scope, message, new Failure(words, opened.State == SealState.Broken, isAnothers, kept), cancellationToken);
        return true;
    }

    /// <summary>ANAF gives each answer ten times a day.</summary>
    private async Task<(ReadOnlyMemory<byte>? Zip, ServiceFault? Fault)> AnswerAsync(CallScope scope, InboxEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Zip is { } kept && await blobs.ReadAsync(kept.Path, cancellationToken) is { } blob)
        {
            return (blob.Content, null);
        }

        var reply = await anaf.TryAsync(
            scope, async (client, stop) => (ReadOnlyMemory<byte>?)await client.DownloadAsync(entry.Message.DownloadId, stop), cancellationToken);
        return (reply.Value, reply.Fault);
    }

    /// <summary>An outage says nothing of the invoice, however long it takes.</summary>
    private static bool IsOut(FaultKind kind) =>
        kind is FaultKind.NetworkError or FaultKind.ServerError or FaultKind.RateLimit or FaultKind.Unreadable;

    private async Task StoreAsync(
        string tenant, AnafMessageRow message, ReadOnlyMemory<byte> zip, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var stored = await KeepAsync(tenant, message, "response.zip", zip, EFacturaFiles.Zip, cancellationToken);
        var xml = await KeepAsync(tenant, message, "invoice.xml", content, EFacturaFiles.Xml, cancellationToken);
        var invoice = InboxInvoice.Read(content);
        var problem = invoice is null ? "It is not UBL that can be read here." : null;
        await messages.UpdateAsync(
            tenant,
            message,
            found => found with { Status = InboxStatus.Stored, Zip = stored, Xml = xml, Invoice = invoice, Problem = problem },
            cancellationToken);
    }

    private Task FailAsync(CallScope scope, AnafMessageRow message, Failure failure, CancellationToken cancellationToken) =>
        messages.UpdateAsync(
            scope.Tenant,
            message,
            found => found with
            {
                Tries = found.Tries + (failure.Counts ? 1 : 0),
                Problem = failure.Words,
                Zip = failure.Kept ?? found.Zip,
                Status = failure.IsFinal || (failure.Counts && found.Tries + 1 >= MostTries) ? InboxStatus.Doubtful : InboxStatus.Listed,
            },
            cancellationToken);

    /// <summary>Nothing is known of what such an answer holds: it goes by its hash.</summary>
    private async Task<StoredFile> KeepUnprovenAsync(string tenant, ReadOnlyMemory<byte> zip, CancellationToken cancellationToken)
    {
        var kept = await blobs.PutIfAbsentAsync(
            $"tenants/{tenant}/efactura/inbox/unproven/{EFacturaFiles.Sha256(zip)}.zip", zip, EFacturaFiles.Zip, cancellationToken);
        return new StoredFile(kept.Path, kept.Sha256);
    }

    private async Task<StoredFile> KeepAsync(
        string tenant, AnafMessageRow message, string name, ReadOnlyMemory<byte> bytes, string contentType, CancellationToken cancellationToken)
    {
        // The seal has shown that the index is digits only.
        var path = $"tenants/{tenant}/efactura/inbox/{message.UploadIndex}/{name}";
        var kept = await blobs.PutIfAbsentAsync(path, bytes, contentType, cancellationToken);
        return new StoredFile(kept.Path, kept.Sha256);
    }

    /// <param name="IsFinal">Nothing will change it.</param>
    /// <param name="Counts">So many of these, and a person must look.</param>
    /// <param name="Kept">The answer that proves nothing, kept for a person to see and for another look.</param>
    private sealed record Failure(string Words, bool IsFinal, bool Counts, StoredFile? Kept = null);
}
