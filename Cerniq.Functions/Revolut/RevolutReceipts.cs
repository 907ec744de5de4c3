using System.Text;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Revolut;

/// <summary>Events that were taken in, so that each is taken once.</summary>
public sealed class RevolutReceipts(ITableStore tables, IEventQueue queue, TimeProvider clock)
{
    /// <summary>Name of the queue that events wait in.</summary>
    public const string Queue = "revolut-events";

    private const string Table = "revolutreceipts";

    /// <summary>Keeps the event and queues it; durable when it returns.</summary>
    /// <returns>False for a duplicate, which is not queued again.</returns>
    public async Task<bool> TakeAsync(ReceivedEvent received, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var row = RowKey.Of("event", received.Identity);
        if (await tables.GetAsync(Table, received.Tenant, row, cancellationToken) is not null)
        {
            return false;
        }

        // Queued before it is receipted: if this process dies in between, Revolut, which got no answer, sends it again, and the
        // queue drops the twin by its message id.
        await queue.SendAsync(Queue, received.Identity, Encoding.UTF8.GetString(CerniqJson.Write(received)), cancellationToken);
        var receipt = new Receipt(received.Event, received.TransactionId, clock.GetUtcNow(), Encoding.UTF8.GetString(body.Span));
        var written = await tables.WriteAsync(
            Table, received.Tenant, [new TableOperation.Insert(row, CerniqJson.Write(receipt))], cancellationToken);
        return written.Applied;
    }

    private sealed record Receipt(string Event, string TransactionId, DateTimeOffset ReceivedAt, string Body);
}
