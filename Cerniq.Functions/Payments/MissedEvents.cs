using System.Text.Json;
using Cerniq.Functions.Revolut;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Payments;

/// <summary>Takes the events that Revolut could not deliver and keeps in a list for 21 days; it sends none of them again.</summary>
public sealed class MissedEvents(
    RevolutClients clients, TenantConnections connections, RevolutReceipts receipts, ITableStore tables, MoneyMetrics metrics, TimeProvider clock)
{
    private const string Table = "revolutcursor";

    /// <summary>Revolut tries four times in half an hour before an event is on the list, under the time it was made.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(2);

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FirstLook = TimeSpan.FromDays(7);

    /// <returns>How many were news.</returns>
    public async Task<int> TakeAsync(string tenant, string correlationId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var last = await tables.GetAsync(Table, tenant, "failed-events", cancellationToken) is { } row
            ? CerniqJson.Read<DateTimeOffset>(row.Body)
            : (DateTimeOffset?)null;
        return last is { } before && now - before < Every ? 0 : await TakeAsync(tenant, last, now, correlationId, cancellationToken);
    }

    /// <summary>Asks now, whenever it was asked last.</summary>
    public async Task<int> TakeAsync(
        string tenant, DateTimeOffset? last, DateTimeOffset now, string correlationId, CancellationToken cancellationToken)
    {
        var revolut = clients.For(tenant, await connections.RevolutAsync(tenant, cancellationToken));
        var taken = 0;
        foreach (var webhook in await revolut.GetWebhooksAsync(cancellationToken))
        {
            await foreach (var failed in revolut.GetFailedEventsAsync(webhook.Id, last - Overlap ?? now - FirstLook, cancellationToken))
            {
                taken += await TakeAsync(tenant, failed.Payload, correlationId, cancellationToken) ? 1 : 0;
            }
        }

        metrics.FoundMissing.Add(taken, new("tenant_id", tenant), new("source", "failed-events"));
        await tables.WriteAsync(Table, tenant, [new TableOperation.Upsert("failed-events", CerniqJson.Write(now))], cancellationToken);
        return taken;
    }

    private async Task<bool> TakeAsync(string tenant, RevolutEvent missed, string correlationId, CancellationToken cancellationToken) =>
        missed is { Event.Length: > 0, Data.Id.Length: > 0 }
        && await receipts.TakeAsync(
            ReceivedEvent.From(tenant, missed, correlationId),
            JsonSerializer.SerializeToUtf8Bytes(missed, RevolutJson.Default.RevolutEvent),
            cancellationToken);
}
