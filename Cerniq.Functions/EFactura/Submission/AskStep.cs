using Cerniq.Functions.Anaf;
using Cerniq.Functions.Services;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Asks ANAF what it thinks of an upload.</summary>
public sealed class AskStep(EFacturaStore store, EFacturaAnaf anaf)
{
    [Function(EFacturaSteps.Ask)]
    public async Task<AnafAnswer> RunAsync([ActivityTrigger] EFacturaKey key, CancellationToken cancellationToken)
    {
        var entry = await store.RequireAsync(key, cancellationToken);
        var remoteId = entry.AnafIds.RemoteId ?? throw new InvalidOperationException($"Queue entry {key.QueueId} has no upload to ask about.");
        var reply = await anaf.TryAsync(EFacturaAnaf.ScopeOf(entry), (client, stop) => client.MessageStateAsync(remoteId, stop), cancellationToken);
        var answer = Read(entry, remoteId, reply);
        if (reply.Value is MessageState.Processing && entry.Status == EFacturaStatus.Submitted)
        {
            await store.UpdateAsync(
                key, found => found.Status == EFacturaStatus.Submitted ? found with { Status = EFacturaStatus.Processing } : null, cancellationToken);
        }

        return answer;
    }

    private static AnafAnswer Read(EFacturaEntry entry, string remoteId, AnafReply<MessageState> reply) => reply switch
    {
        { Value: MessageState.Ok ok } => new AnafAnswer(remoteId, AnafAnswerState.Ok, ok.DownloadId),
        { Value: MessageState.Nok nok } => new AnafAnswer(remoteId, AnafAnswerState.Nok, nok.DownloadId),
        { Value: MessageState.NotTaken } => new AnafAnswer(remoteId, AnafAnswerState.Withheld, Words: "XML cu erori nepreluat de sistem"),

        // Of an index that ANAF named itself as the first one: when it is not ours to see, waiting changes nothing.
        { Fault: { Kind: FaultKind.Authentication or FaultKind.NotFound } fault } when entry.DuplicateUpload is not null =>
            new AnafAnswer(remoteId, AnafAnswerState.Withheld, Words: fault.Words),
        _ => new AnafAnswer(remoteId, AnafAnswerState.Pending, Words: reply.Fault?.Words),
    };
}
