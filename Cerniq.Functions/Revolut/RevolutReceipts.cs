using System.Text;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Revolut;

/// <summary>Events that were taken in, so that each is taken once. One partition per tenant: <c>event|identity</c> and
/// <c>at|oldest first|identity</c>.</summary>
/// <remarks>At the door an event is only put on the queue: that one write makes it durable, and writes that come together share a
/// disk sync. Its receipt is written when the queue hands it out. Until then the queue's own memory of message ids, and ours of the
/// latest events, keep a second delivery away; and were one to slip through, it would only have the transaction read again.</remarks>
public sealed class RevolutReceipts(ITableStore tables, IEventQueue queue, TimeProvider clock)
{
    /// <summary>Name of the queue that events wait in.</summary>
    public const string Queue = "revolut-events";

    private const string Table = "revolutreceipts";

    /// <summary>Revolut tells of failed events for 21 days; replays by hand come later still.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(45);

    private readonly RecentEvents _recent = new();

    /// <summary>Queues the event; durable when it returns.</summary>
    /// <returns>False for a duplicate, which is not queued again.</returns>
    public async Task<bool> TakeAsync(ReceivedEvent received, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        await _recent.OnceAsync(
            $"{received.Tenant}/{received.Identity}",
            async () =>
            {
                var queued = new QueuedEvent(received, clock.GetUtcNow(), Encoding.UTF8.GetString(body.Span));
                await queue.SendAsync(Queue, received.Identity, Encoding.UTF8.GetString(CerniqJson.Write(queued)), cancellationToken);
            },
            () => IsKnownAsync(received, cancellationToken));

    /// <summary>True when the event was taken in the last 45 days.</summary>
    public async Task<bool> IsKnownAsync(ReceivedEvent received, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, received.Tenant, EventRow(received.Identity), cancellationToken) is not null;

    /// <summary>Writes the receipt of an event that was seen to.</summary>
    public Task WriteAsync(QueuedEvent queued, CancellationToken cancellationToken)
    {
        var received = queued.Received;
        var receipt = new Receipt(received.Event, received.TransactionId, queued.ReceivedAt, queued.Body);
        return tables.WriteAsync(
            Table,
            received.Tenant,
            [
                new TableOperation.Insert(EventRow(received.Identity), CerniqJson.Write(receipt)),
                new TableOperation.Upsert(
                    RowKey.Of("at", RowKey.Ascending(queued.ReceivedAt), received.Identity), CerniqJson.Write(received.Identity)),
            ],
            cancellationToken);
    }

    /// <summary>Forgets what is older than 45 days.</summary>
    /// <returns>How many were forgotten.</returns>
    public async Task<int> ForgetOldAsync(string tenant, CancellationToken cancellationToken)
    {
        const int Batch = 50; // two rows each, and a write holds a hundred
        var before = RowKey.Of("at", RowKey.Ascending(clock.GetUtcNow() - Kept));
        var forgotten = 0;
        while (true)
        {
            var page = await tables.QueryAsync(Table, tenant, new TableRange(RowKey.Prefix("at"), before, Batch), cancellationToken);
            if (page.Rows.Count == 0)
            {
                return forgotten;
            }

            await tables.WriteAsync(
                Table,
                tenant,
                [
                    .. page.Rows.Select(row => new TableOperation.Delete(row.Row)),
                    .. page.Rows.Select(row => new TableOperation.Delete(EventRow(CerniqJson.Read<string>(row.Body)))),
                ],
                cancellationToken);
            forgotten += page.Rows.Count;
        }
    }

    private static string EventRow(string identity) => RowKey.Of("event", identity);

    private sealed record Receipt(string Event, string TransactionId, DateTimeOffset ReceivedAt, string Body);
}

/// <summary>An event on the queue, with what was delivered.</summary>
public sealed record QueuedEvent(ReceivedEvent Received, DateTimeOffset ReceivedAt, string Body);
