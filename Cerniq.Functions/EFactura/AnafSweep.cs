using Cerniq.EInvoicing.Identity;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.EFactura;

/// <summary>Reads ANAF's list once for each tenant, tells every filing that waits what has become of it, and keeps what else is
/// listed: filings that are not ours, invoices received.</summary>
/// <remarks>Asking for each upload is the fast path; this is the safety net, and one call settles them all. What Oblio filed is left to
/// <see cref="OblioSweep"/>: such a company need have no login at ANAF of its own.</remarks>
public sealed class AnafSweep(
    EFacturaLists lists,
    TenantDirectory tenants,
    TenantSettings settings,
    AnafLogins logins,
    EFacturaAnaf anaf,
    AnafMessageStore messages,
    InboxFetch inbox,
    TimeProvider clock)
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>ANAF lists a message up to a quarter of an hour late.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(30);

    /// <summary>How often a list is read that nobody waits for.</summary>
    private static readonly TimeSpan IdlePause = TimeSpan.FromMinutes(30);

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
        var waiting = await lists.AwaitingAnswerAsync(tenant, throughOblio: false, cancellationToken);
        var now = clock.GetUtcNow();
        var until = await messages.ListedUntilAsync(tenant, AnafMessageStore.OfAnaf, cancellationToken);
        if (waiting.Count == 0 && (until > now - IdlePause || !await ReadsHereAsync(tenant, cancellationToken)))
        {
            return 0;
        }

        var scope = new CallScope(tenant, "efactura/sweep", Guid.NewGuid().ToString("N"));
        var fresh = until - Overlap ?? now - AnafClient.ListWindow;
        var from = waiting.Values.Select(entry => entry.CreatedAt - Skew).Append(fresh).Min();
        var reply = await anaf.TryAsync(scope, (api, stop) => ReadAsync(api, from, now, null, stop), cancellationToken);
        if (reply.Value is not { } listed)
        {
            return 0;
        }

        var told = await TellAsync(tenant, client, listed, waiting, cancellationToken);
        told += await TellOfOthersAsync(scope, client, waiting, from, cancellationToken);
        var recent = listed.Where(message => message.CreatedAt is not { } at || at >= fresh);
        await messages.RecordAsync(tenant, AnafMessageStore.OfAnaf, recent.Select(AnafMessageRow.Of), now, cancellationToken);
        await inbox.FetchAsync(scope, cancellationToken);
        return told;
    }

    /// <summary>What was filed for another seller is on that seller's list.</summary>
    private async Task<int> TellOfOthersAsync(
        CallScope scope, DurableTaskClient client, Dictionary<string, EFacturaSummary> waiting, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var told = 0;
        var own = (await settings.GetAsync(scope.Tenant, cancellationToken)).Get(SettingsCatalogue.CompanyCui);
        foreach (var cif in waiting.Values.Select(entry => entry.Cif).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (own is null || !string.Equals(cif, Cui.DigitsOf(own), StringComparison.Ordinal))
            {
                var reply = await anaf.TryAsync(scope, (api, stop) => ReadAsync(api, from, clock.GetUtcNow(), cif, stop), cancellationToken);
                told += await TellAsync(scope.Tenant, client, reply.Value ?? [], waiting, cancellationToken);
            }
        }

        return told;
    }

    /// <summary>True for a company whose list can be read; one that files through Oblio may have logged in for what it receives.</summary>
    private async Task<bool> ReadsHereAsync(string tenant, CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(tenant, cancellationToken);
        return set.Get(SettingsCatalogue.EFacturaEnabled)
            && set.Get(SettingsCatalogue.CompanyCui) is not null
            && (EFacturaAdapters.NameFor(set) != EFacturaAdapters.Oblio || await logins.IsKnownAsync(tenant, cancellationToken));
    }

    private static async Task<List<AnafMessage>> ReadAsync(
        AnafClient api, DateTimeOffset from, DateTimeOffset to, string? cif, CancellationToken cancellationToken)
    {
        var listed = new List<AnafMessage>();
        await foreach (var message in api.ListMessagesAsync(from, to, MessageFilter.All, cif, cancellationToken))
        {
            listed.Add(message);
        }

        return listed;
    }

    private static async Task<int> TellAsync(
        string tenant, DurableTaskClient client, List<AnafMessage> listed, Dictionary<string, EFacturaSummary> waiting, CancellationToken cancellationToken)
    {
        var told = 0;
        foreach (var message in listed)
        {
            if (waiting.TryGetValue(message.UploadIndex, out var entry) && StateOf(message.Type) is { } state)
            {
                var answer = new AnafAnswer(message.UploadIndex, state, message.DownloadId);
                await client.TellAsync(new EFacturaKey(tenant, entry.QueueId), answer, cancellationToken);
                told++;
            }
        }

        return told;
    }

    private static AnafAnswerState? StateOf(MessageType type) => type switch
    {
        MessageType.Sent => AnafAnswerState.Ok,
        MessageType.Errors => AnafAnswerState.Nok,
        _ => null,
    };
}
