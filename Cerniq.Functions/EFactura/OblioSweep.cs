using Cerniq.Functions.Anaf;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Cerniq.Functions.EFactura;

/// <summary>Reads Oblio's list once for each tenant that files through Oblio, tells every filing that waits what has become of it, and
/// keeps what Oblio filed and we know nothing of: somebody sent it from Oblio's own pages.</summary>
public sealed class OblioSweep(
    EFacturaLists lists,
    TenantDirectory tenants,
    TenantSettings settings,
    OblioClients clients,
    TenantConnections connections,
    AnafMessageStore messages,
    TimeProvider clock)
{
    private const string Sent = "FACTURA TRIMISA";
    private const string Errors = "ERORI FACTURA";

    /// <summary>How often a list is read that nobody waits for.</summary>
    private static readonly TimeSpan IdlePause = TimeSpan.FromMinutes(30);

    /// <summary>Oblio lists by the day of issue. The law gives a week for the filing; ANAF shows an answer for two months.</summary>
    private const int FilingDays = 10;
    private const int FirstDays = 60;

    [Function(nameof(OblioSweep))]
    public async Task RunAsync(
        [TimerTrigger("50 */5 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
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
        var waiting = await lists.AwaitingAnswerAsync(tenant, throughOblio: true, cancellationToken);
        var now = clock.GetUtcNow();
        var until = await messages.ListedUntilAsync(tenant, AnafMessageStore.OfOblio, cancellationToken);
        if (waiting.Count == 0 && (until > now - IdlePause || !await FilesThroughOblioAsync(tenant, cancellationToken)))
        {
            return 0;
        }

        var scope = new CallScope(tenant, "efactura/sweep", Guid.NewGuid().ToString("N"));
        var fresh = until is { } last ? DayOf(last).AddDays(-FilingDays) : DayOf(now).AddDays(-FirstDays);
        var from = waiting.Values.Select(entry => entry.IssueDate).Append(fresh).Min();
        var reply = await FilingReply.OfAsync(
            scope, "oblio", async stop => await FiledAsync(clients.For(tenant, await connections.OblioAsync(tenant, stop)), from, stop), cancellationToken);
        if (reply.Value is not { } filed)
        {
            return 0;
        }

        var told = await TellAsync(tenant, client, filed, waiting, cancellationToken);
        var issuer = (await settings.GetAsync(tenant, cancellationToken)).Get(SettingsCatalogue.CompanyCui);
        await messages.RecordAsync(
            tenant, AnafMessageStore.OfOblio, filed.Select(document => MessageOf(document, issuer)).OfType<AnafMessageRow>(), now, cancellationToken);
        return told;
    }

    private async Task<bool> FilesThroughOblioAsync(string tenant, CancellationToken cancellationToken)
    {
        var set = await settings.GetAsync(tenant, cancellationToken);
        return set.Get(SettingsCatalogue.EFacturaEnabled) && EFacturaAdapters.NameFor(set) == EFacturaAdapters.Oblio;
    }

    /// <summary>Invoices that have an upload index.</summary>
    /// <param name="from">Issued on this day or later; a day more is asked for, whether the first counts is not documented.</param>
    private static async Task<List<OblioListed>> FiledAsync(OblioClient client, DateOnly from, CancellationToken cancellationToken)
    {
        var filed = new List<OblioListed>();
        var filter = new OblioListFilter { IssuedAfter = from.AddDays(-1), WithEinvoiceStatus = true };
        await foreach (var document in client.ListDocumentsAsync(OblioDocumentType.Invoice, filter, cancellationToken))
        {
            if (document.IndexUpload is { Length: > 0 })
            {
                filed.Add(document);
            }
        }

        return filed;
    }

    private static async Task<int> TellAsync(
        string tenant, DurableTaskClient client, List<OblioListed> filed, Dictionary<string, EFacturaSummary> waiting, CancellationToken cancellationToken)
    {
        var told = 0;
        foreach (var document in filed)
        {
            if (waiting.TryGetValue(document.IndexUpload!, out var entry)
                && OblioAdapter.AnswerIn(document, document.IndexUpload!) is { IsSettled: true } answer)
            {
                await client.TellAsync(new EFacturaKey(tenant, entry.QueueId), answer, cancellationToken);
                told++;
            }
        }

        return told;
    }

    /// <summary>As ANAF's own list would have it; null until ANAF has answered.</summary>
    private static AnafMessageRow? MessageOf(OblioListed document, string? issuer)
    {
        if (document.IdDownload is not { Length: > 0 } downloadId)
        {
            return null;
        }

        var isRefused = document.EinvoiceStatus?.State == OblioEinvoiceState.Refused;
        return new AnafMessageRow(
            downloadId,
            document.IndexUpload!,
            new DateTimeOffset(document.IssueDate?.ToDateTime(TimeOnly.MinValue) ?? DateTime.UnixEpoch, TimeSpan.Zero),
            isRefused ? MessageType.Errors : MessageType.Sent,
            isRefused ? Errors : Sent,
            issuer,
            document.Client?.Cif,
            $"Oblio: {document.SeriesName} {document.Number}. {document.EinvoiceStatus?.Text}");
    }

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}
