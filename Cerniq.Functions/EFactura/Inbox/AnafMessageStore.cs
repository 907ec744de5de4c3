using System.Runtime.CompilerServices;
using Cerniq.Functions.Anaf;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>Keeps what ANAF lists for each tenant, and the invoices received.</summary>
/// <remarks>One partition per tenant: <c>seen|id</c>, <c>message|newest first|id</c>, <c>stray|newest first|id</c> (filed, but not
/// by us), <c>inbox|newest first|id</c>, <c>fetch|id</c> (invoices still to be fetched) and, for each list that is read, <c>cursor</c> (ANAF's) and <c>cursor|oblio</c>.</remarks>
public sealed class AnafMessageStore(ITableStore tables, EFacturaStore filings)
{
    public const string Messages = "message";
    public const string Strays = "stray";
    private const string Table = "anafmessages";
    private const string Inbox = "inbox";
    private const int PageSize = 50;

    /// <summary>ANAF's own list.</summary>
    public const string OfAnaf = "cursor";

    /// <summary>Oblio's list of what it filed.</summary>
    public static readonly string OfOblio = RowKey.Of("cursor", "oblio");

    /// <summary>Up to when a list has been read; null when it never was.</summary>
    public async Task<DateTimeOffset?> ListedUntilAsync(string tenant, string source, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, tenant, source, cancellationToken) is { } row ? CerniqJson.Read<ListCursor>(row.Body).Until : null;

    /// <summary>Keeps messages that are new, and remembers how far the list has been read.</summary>
    /// <param name="source">Which list: <see cref="OfAnaf"/> or <see cref="OfOblio"/>.</param>
    public async Task RecordAsync(
        string tenant, string source, IEnumerable<AnafMessageRow> messages, DateTimeOffset until, CancellationToken cancellationToken)
    {
        foreach (var message in messages)
        {
            await RecordAsync(tenant, message, cancellationToken);
        }

        TableOperation cursor = new TableOperation.Upsert(source, CerniqJson.Write(new ListCursor(until)));
        await tables.WriteAsync(Table, tenant, [cursor], cancellationToken);
    }

    /// <summary>A page of one of the lists, newest first.</summary>
    public Task<(IReadOnlyList<AnafMessageRow> Items, string? Continuation)> ListAsync(
        string tenant, string list, int limit, string? continuation, CancellationToken cancellationToken) =>
        PageAsync<AnafMessageRow>(tenant, list, limit, continuation, cancellationToken);

    /// <summary>A page of received invoices, newest first.</summary>
    public Task<(IReadOnlyList<InboxEntry> Items, string? Continuation)> InboxAsync(
        string tenant, int limit, string? continuation, CancellationToken cancellationToken) =>
        PageAsync<InboxEntry>(tenant, Inbox, limit, continuation, cancellationToken);

    /// <summary>Received invoices that are still to be fetched, or whose answer proves nothing yet.</summary>
    public async IAsyncEnumerable<InboxEntry> ToFetchAsync(string tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await tables.QueryAsync(Table, tenant, TableRange.StartingWith(RowKey.Prefix("fetch"), PageSize, continuation), cancellationToken);
            foreach (var row in page.Rows)
            {
                if (await tables.GetAsync(Table, tenant, CerniqJson.Read<string>(row.Body), cancellationToken) is { } entry)
                {
                    yield return CerniqJson.Read<InboxEntry>(entry.Body);
                }
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>Changes a received invoice; once it is no longer <see cref="InboxStatus.Listed"/> it is fetched no more.</summary>
    public async Task UpdateAsync(
        string tenant, AnafMessageRow message, Func<InboxEntry, InboxEntry> change, CancellationToken cancellationToken)
    {
        await foreach (var _ in Races.TriesAsync(cancellationToken))
        {
            var row = await tables.GetAsync(Table, tenant, message.Row(Inbox), cancellationToken)
                ?? throw new InvalidOperationException($"There is no received invoice {message.DownloadId}.");
            var after = change(CerniqJson.Read<InboxEntry>(row.Body));
            var operations = new List<TableOperation> { new TableOperation.Replace(row.Row, CerniqJson.Write(after), row.ETag) };
            if (after.Status != InboxStatus.Listed)
            {
                operations.Add(new TableOperation.Delete(Fetch(message)));
            }

            if ((await tables.WriteAsync(Table, tenant, operations, cancellationToken)).Applied)
            {
                return;
            }
        }

        throw new TimeoutException($"The received invoice {message.DownloadId} kept changing.");
    }

    private async Task RecordAsync(string tenant, AnafMessageRow message, CancellationToken cancellationToken)
    {
        var seen = RowKey.Of("seen", message.DownloadId);
        if (await tables.GetAsync(Table, tenant, seen, cancellationToken) is not null)
        {
            return;
        }

        var body = CerniqJson.Write(message);
        var operations = new List<TableOperation>
        {
            new TableOperation.Insert(seen, CerniqJson.Write(message.UploadIndex)),
            new TableOperation.Upsert(message.Row(Messages), body),
        };
        if (message.Type == MessageType.Received)
        {
            operations.Add(new TableOperation.Upsert(message.Row(Inbox), CerniqJson.Write(new InboxEntry { Message = message })));
            operations.Add(new TableOperation.Upsert(Fetch(message), CerniqJson.Write(message.Row(Inbox))));
        }
        else if (message.Type is MessageType.Sent or MessageType.Errors
            && await filings.FindByIndexAsync(tenant, message.UploadIndex, cancellationToken) is null)
        {
            operations.Add(new TableOperation.Upsert(message.Row(Strays), body));
        }

        // Whoever is second finds it there; both write the same.
        await tables.WriteAsync(Table, tenant, operations, cancellationToken);
    }

    private async Task<(IReadOnlyList<T> Items, string? Continuation)> PageAsync<T>(
        string tenant, string list, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var page = await tables.QueryAsync(Table, tenant, TableRange.StartingWith(RowKey.Prefix(list), limit, continuation), cancellationToken);
        return ([.. page.Rows.Select(row => CerniqJson.Read<T>(row.Body))], page.Continuation);
    }

    private static string Fetch(AnafMessageRow message) => RowKey.Of("fetch", message.DownloadId);

    private sealed record ListCursor(DateTimeOffset Until);
}
