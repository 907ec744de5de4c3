using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Asks ANAF what it thinks of an upload.</summary>
public sealed class AskStep(EFacturaStore store, EFacturaAdapters adapters)
{
    [Function(EFacturaSteps.Ask)]
    public async Task<AnafAnswer> RunAsync([ActivityTrigger] EFacturaKey key, CancellationToken cancellationToken)
    {
        var entry = await store.RequireAsync(key, cancellationToken);
        if (entry.AnafIds.RemoteId is null)
        {
            throw new InvalidOperationException($"Queue entry {key.QueueId} has no upload to ask about.");
        }

        var answer = await adapters.Of(entry).PollAsync(entry, cancellationToken);
        if (answer is { State: AnafAnswerState.Pending, Words: null } && entry.Status == EFacturaStatus.Submitted)
        {
            await store.UpdateAsync(
                key, found => found.Status == EFacturaStatus.Submitted ? found with { Status = EFacturaStatus.Processing } : null, cancellationToken);
        }

        return answer;
    }
}
