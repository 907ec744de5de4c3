using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Revolut;

/// <summary>Events that were taken in, so that each is taken once. One partition per tenant: <c>event|identity</c> for each, and
/// <c>at|oldest first|identity</c> for those that came together, with what was delivered.</summary>
/// <remarks>At the door an event is only put on the queue: that one write makes it durable, and events that come together share it.
/// Nothing is read there but our memory of the latest events; a delivery repeated after that is put on the queue once more, and
/// dropped when the queue hands it out, where the receipts of all that came together are read at one go.</remarks>
public sealed class RevolutReceipts(ITableStore tables, IEventQueue queue, TimeProvider clock)
{
    /// <summary>Name of the queue that events wait in.</summary>
    public const string Queue = "revolut-events";

    private const string Table = "revolutreceipts";
    private const int PageOfReceipts = 200;

    /// <summary>Revolut tells of failed events for 21 days; replays by hand come later still.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(45);

    private static readonly byte[] Known = CerniqJson.Write(true);

    private readonly RecentEvents _recent = new();
    private readonly EventGroups _groups = new(queue, Queue);

    /// <summary>Queues an event that stands at the door; durable when it returns.</summary>
    /// <returns>False when it was taken a moment ago and is not queued again.</returns>
    public Task<bool> TakeAtDoorAsync(ReceivedEvent received, ReadOnlyMemory<byte> body) =>
        _recent.OnceAsync(received.Identity, () => SendAsync(received, body), static () => Task.FromResult(false));

    /// <summary>Queues the event unless it was ever taken; durable when it returns.</summary>
    /// <param name="body">Valid JSON; it must stay as it is until this returns.</param>
    /// <returns>False for a duplicate, which is not queued again.</returns>
    public Task<bool> TakeAsync(ReceivedEvent received, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        _recent.OnceAsync(
            received.Identity,
            () => SendAsync(received, body),
            () => IsKnownAsync(received.Tenant, received.Identity, cancellationToken));

    /// <summary>True when the event was taken in the last 45 days.</summary>
    public async Task<bool> IsKnownAsync(string tenant, string identity, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, tenant, EventRow(identity), cancellationToken) is not null;

    /// <summary>Those of the group that have no receipt yet.</summary>
    public async Task<EventGroup> WithoutKnownAsync(EventGroup group, CancellationToken cancellationToken)
    {
        var known = new HashSet<(string Tenant, string Row)>();
        foreach (var ofTenant in group.Events.GroupBy(e => e.Tenant, StringComparer.Ordinal))
        {
            string[] rows = [.. ofTenant.Select(e => EventRow(e.Identity)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            await AddKnownAsync(known, ofTenant.Key, rows, cancellationToken);
        }

        return known.Count == 0 ? group : new EventGroup([.. group.Events.Where(e => !known.Contains((e.Tenant, EventRow(e.Identity))))]);
    }

    /// <summary>Identities begin with their time: those that came together lie together, and one page has them. Where they do not,
    /// each is asked for.</summary>
    private async Task AddKnownAsync(HashSet<(string Tenant, string Row)> known, string tenant, string[] rows, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(Table, tenant, new TableRange(rows[0], rows[^1] + ' ', PageOfReceipts), cancellationToken);
        known.UnionWith(page.Rows.Select(row => (tenant, row.Row)));
        if (page.Continuation is { } end)
        {
            foreach (var row in rows.Where(row => string.CompareOrdinal(row, end) > 0))
            {
                if (await tables.GetAsync(Table, tenant, row, cancellationToken) is not null)
                {
                    known.Add((tenant, row));
                }
            }
        }
    }

    /// <summary>Writes the receipts of events that were seen to.</summary>
    public async Task WriteAsync(EventGroup group, CancellationToken cancellationToken)
    {
        foreach (var ofTenant in group.Events.GroupBy(e => e.Tenant, StringComparer.Ordinal))
        {
            QueuedEvent[] events = [.. ofTenant.DistinctBy(e => e.Identity)];
            var at = RowKey.Of("at", RowKey.Ascending(events[0].ReceivedAt), events[0].Identity);
            await tables.WriteAsync(
                Table,
                ofTenant.Key,
                [
                    .. events.Select(e => new TableOperation.Upsert(EventRow(e.Identity), Known)),
                    new TableOperation.Upsert(at, new EventGroup(events).Write()),
                ],
                cancellationToken);
        }
    }

    /// <summary>Forgets what is older than 45 days.</summary>
    /// <returns>How many were forgotten.</returns>
    public async Task<int> ForgetOldAsync(string tenant, CancellationToken cancellationToken)
    {
        const int Page = 20;
        var before = RowKey.Of("at", RowKey.Ascending(clock.GetUtcNow() - Kept));
        var forgotten = 0;
        while (true)
        {
            var page = await tables.QueryAsync(Table, tenant, new TableRange(RowKey.Prefix("at"), before, Page), cancellationToken);
            if (page.Rows.Count == 0)
            {
                return forgotten;
            }

            foreach (var row in page.Rows)
            {
                var events = EventGroup.Read(row.Body).Events;
                await tables.WriteAsync(
                    Table,
                    tenant,
                    [new TableOperation.Delete(row.Row), .. events.Select(e => new TableOperation.Delete(EventRow(e.Identity)))],
                    cancellationToken);
                forgotten += events.Count;
            }
        }
    }

    private Task SendAsync(ReceivedEvent received, ReadOnlyMemory<byte> body) =>
        _groups.SendAsync(new QueuedEvent(
            received.Tenant, received.Identity, received.Event, received.TransactionId, received.CorrelationId, clock.GetUtcNow(), received.Claimed, body));

    private static string EventRow(string identity) => RowKey.Of("event", identity);
}
