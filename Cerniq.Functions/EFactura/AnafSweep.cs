using Cerniq.Functions.Anaf;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.EFactura;

/// <summary>Reads ANAF's list once for each tenant and tells every filing that waits what has become of it.</summary>
/// <remarks>Asking for each upload is the fast path; this is the safety net, and one call settles them all.</remarks>
public sealed class AnafSweep(EFacturaLists lists, TenantDirectory tenants, EFacturaAnaf anaf, TimeProvider clock)
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    [Function(nameof(AnafSweep))]
    public async Task RunAsync(
        [TimerTrigger("20 */5 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            await SweepAsync(tenant, client, cancellationToken);
        }
    }

    /// <returns>How many filings were told.</returns>
    internal async Task<int> SweepAsync(string tenant, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var waiting = new Dictionary<string, EFacturaSummary>(StringComparer.Ordinal);
        await foreach (var entry in lists.AwaitingAnswerAsync(tenant, cancellationToken))
        {
            waiting[entry.RemoteId!] = entry;
        }

        if (waiting.Count == 0)
        {
            return 0;
        }

        var scope = new CallScope(tenant, "efactura/sweep", Guid.NewGuid().ToString("N"));
        var from = waiting.Values.Min(entry => entry.CreatedAt) - Skew;
        var reply = await anaf.TryAsync(scope, (api, stop) => AnswersAsync(api, from, waiting, stop), cancellationToken);
        foreach (var answer in reply.Value ?? [])
        {
            var key = new EFacturaKey(tenant, waiting[answer.RemoteId].QueueId);
            await client.RaiseEventAsync(key.InstanceId, EFacturaEvents.AnafAnswered, answer, cancellationToken);
        }

        return reply.Value?.Count ?? 0;
    }

    private async Task<List<AnafAnswer>> AnswersAsync(
        AnafClient api, DateTimeOffset from, Dictionary<string, EFacturaSummary> waiting, CancellationToken cancellationToken)
    {
        var answers = new List<AnafAnswer>();
        await foreach (var message in api.ListMessagesAsync(from, clock.GetUtcNow(), MessageFilter.All, cancellationToken))
        {
            if (waiting.ContainsKey(message.UploadIndex) && StateOf(message.Type) is { } state)
            {
                answers.Add(new AnafAnswer(message.UploadIndex, state, message.DownloadId));
            }
        }

        return answers;
    }

    private static AnafAnswerState? StateOf(MessageType type) => type switch
    {
        MessageType.Sent => AnafAnswerState.Ok,
        MessageType.Errors => AnafAnswerState.Nok,
        _ => null,
    };
}
