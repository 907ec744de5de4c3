using Cerniq.EInvoicing.Signatures;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.Services;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Fetches ANAF's answer, makes sure that it is what it should be, archives it and settles the filing.</summary>
public sealed class CollectStep(
    EFacturaStore store, EFacturaFiles files, EFacturaAdapters adapters, EFacturaSettlement settlement, EFacturaAlerts alerts, SealCheck seals)
{
    private const string FinalName = "response";

    [Function(EFacturaSteps.Collect)]
    public async Task<CollectResult> RunAsync([ActivityTrigger] CollectRequest request, CancellationToken cancellationToken)
    {
        var (key, answer) = request;
        var entry = await store.RequireAsync(key, cancellationToken);
        if (EFacturaOutcome.Of(entry) is { } known)
        {
            return new CollectResult(known);
        }

        if (entry.AnafIds.RemoteId != answer.RemoteId)
        {
            // The question was about an upload whose place another has taken.
            return new CollectResult(null, Adopted: true);
        }

        if (answer.State == AnafAnswerState.Withheld)
        {
            return await RejectAsync(entry, answer, [answer.Words ?? "ANAF does not show its answer."], [], cancellationToken);
        }

        var (zip, failure) = await FetchAsync(entry, answer, cancellationToken);
        if (zip is not { } bytes)
        {
            return new CollectResult(null, Words: failure!.Words, IsTransient: failure.Kind != FaultKind.RateLimit);
        }

        var opened = await seals.OpenAsync(EFacturaAnaf.ScopeOf(entry), bytes, cancellationToken);
        if (opened.State == SealState.Unchecked)
        {
            return new CollectResult(null, Words: opened.Problem, IsTransient: true);
        }

        if (opened.State != SealState.Holds || opened.Archive!.UploadIndex != answer.RemoteId)
        {
            return await UnprovenAsync(entry, answer, bytes, opened, cancellationToken);
        }

        return answer.State == AnafAnswerState.Ok
            ? await AcceptAsync(entry, answer, bytes, opened.Archive, cancellationToken)
            : await RejectedAsync(entry, answer, bytes, opened.Archive, cancellationToken);
    }

    /// <summary>From the archive when it was fetched before: ANAF gives each answer ten times a day.</summary>
    private async Task<(ReadOnlyMemory<byte>? Zip, ServiceFault? Failure)> FetchAsync(
        EFacturaEntry entry, AnafAnswer answer, CancellationToken cancellationToken)
    {
        foreach (var name in new[] { FinalName, $"{FinalName}-{answer.RemoteId}" })
        {
            if (await files.FindAsync(entry.Key, $"{name}.zip", cancellationToken) is { } kept
                && ResponseArchive.TryRead(kept.Content, out var opened) == ArchiveProblem.None
                && opened!.UploadIndex == answer.RemoteId)
            {
                return (kept.Content, null);
            }
        }

        var reply = await adapters.Of(entry).DownloadAsync(entry, answer, cancellationToken);
        return (reply.Value, reply.Fault);
    }

    /// <summary>Accepted only when the sealed document is the very one that was sent.</summary>
    private async Task<CollectResult> AcceptAsync(
        EFacturaEntry entry, AnafAnswer answer, ReadOnlyMemory<byte> zip, ResponseArchive opened, CancellationToken cancellationToken)
    {
        if (await adapters.Of(entry).IsWhatWasSentAsync(entry, opened.Content, cancellationToken))
        {
            var evidence = await files.KeepAsync(entry.Key, $"{FinalName}.zip", zip, EFacturaFiles.Zip, cancellationToken);
            return new CollectResult(await settlement.AcceptAsync(entry.Key, answer, [evidence], cancellationToken));
        }

        if (entry.DuplicateUpload is null)
        {
            return await DoubtAsync(entry, $"ANAF accepted another document under index {answer.RemoteId} than the one that was sent.", cancellationToken);
        }

        var kept = await files.KeepAsync(entry.Key, $"{FinalName}-{answer.RemoteId}.zip", zip, EFacturaFiles.Zip, cancellationToken);
        var words = $"ANAF has another document under the number {entry.InvoiceNumber}: index {answer.RemoteId}.";
        return await RejectAsync(entry, answer, [words], [kept], cancellationToken);
    }

    /// <summary>"Already sent" is the success it tells of: the first upload takes this one's place.</summary>
    private async Task<CollectResult> RejectedAsync(
        EFacturaEntry entry, AnafAnswer answer, ReadOnlyMemory<byte> zip, ResponseArchive opened, CancellationToken cancellationToken)
    {
        var messages = AnafErrorList.Read(opened.Content);
        var earlier = messages.Select(AnafWords.DuplicateOf).FirstOrDefault(found => found is not null);
        var adopts = earlier is not null && entry.DuplicateUpload is null && earlier.Index != answer.RemoteId;
        var suffix = adopts ? $"-{answer.RemoteId}" : "";
        StoredFile[] evidence =
        [
            await files.KeepAsync(entry.Key, $"{FinalName}{suffix}.zip", zip, EFacturaFiles.Zip, cancellationToken),
            await files.KeepAsync(entry.Key, $"errors{suffix}.xml", opened.Content, EFacturaFiles.Xml, cancellationToken),
        ];
        if (!adopts)
        {
            return await RejectAsync(entry, answer, messages, evidence, cancellationToken);
        }

        await store.UpdateAsync(
            entry.Key,
            found => found.DuplicateUpload is not null ? null : found with
            {
                Status = EFacturaStatus.Submitted,
                DuplicateUpload = answer.RemoteId,
                AnafIds = new AnafIds(earlier!.Index),
                Evidence = EFacturaSettlement.With(found.Evidence, evidence),
            },
            cancellationToken);
        return new CollectResult(null, Adopted: true);
    }

    private async Task<CollectResult> RejectAsync(
        EFacturaEntry entry, AnafAnswer answer, IReadOnlyList<string> messages, IReadOnlyList<StoredFile> evidence, CancellationToken cancellationToken) =>
        new(await settlement.RejectAsync(entry.Key, [.. messages.Select(AnafErrorList.AsError)], answer, evidence, cancellationToken));

    /// <summary>An answer that is sound but for an unknown signer is kept, so that it need not be fetched again: ANAF gives it
    /// ten times a day.</summary>
    private async Task<CollectResult> UnprovenAsync(
        EFacturaEntry entry, AnafAnswer answer, ReadOnlyMemory<byte> zip, SealedAnswer opened, CancellationToken cancellationToken)
    {
        if (opened is { State: SealState.UnknownSigner, Archive: { } archive } && archive.UploadIndex == answer.RemoteId)
        {
            await files.KeepAsync(entry.Key, $"{FinalName}-{answer.RemoteId}.zip", zip, EFacturaFiles.Zip, cancellationToken);
        }

        var words = opened.Problem ?? $"ANAF sent the answer of upload {opened.Archive!.UploadIndex} for upload {answer.RemoteId}.";
        return await DoubtAsync(entry, words, cancellationToken);
    }

    private async Task<CollectResult> DoubtAsync(EFacturaEntry entry, string what, CancellationToken cancellationToken)
    {
        var shown = await store.UpdateAsync(
            entry.Key, found => found.Status.IsFinal() || found.LastError == what ? null : found with { LastError = what }, cancellationToken);
        await alerts.DoubtfulEvidenceAsync(shown, what, cancellationToken);
        return new CollectResult(null, Words: what, InDoubt: true);
    }
}
