using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Hosting.Azure;

/// <summary>Tables in Azure Tables. A body lies in binary properties of at most 64 KB, the most that one may hold.</summary>
internal sealed class AzureTableStore(TableServiceClient service) : ITableStore
{
    private readonly ConcurrentDictionary<string, TableClient> _tables = new(StringComparer.Ordinal);

    public async Task<TableRow?> GetAsync(string table, string partition, string row, CancellationToken cancellationToken)
    {
        TableLimits.CheckKeys(table, partition, row);
        var client = await TableAsync(table);
        var found = await client.GetEntityIfExistsAsync<TableEntity>(Key(partition), Key(row), cancellationToken: cancellationToken);
        return found.HasValue ? AsRow(found.Value!) : null;
    }

    public async Task<TableWriteResult> WriteAsync(
        string table, string partition, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken)
    {
        TableLimits.CheckKeys(table, partition);
        TableLimits.CheckOperations(operations);
        var client = await TableAsync(table);
        for (var attempt = 0; ; attempt++)
        {
            // A batch fails as a whole on the removal of a row that is gone, which is no fault of ours: leave that one out.
            var skipped = attempt == 0 ? [] : await GoneAsync(client, partition, operations, cancellationToken);
            var sent = Enumerable.Range(0, operations.Count).Where(index => !skipped.Contains(index)).ToList();
            if (sent.Count == 0)
            {
                return new TableWriteResult([.. operations.Select(_ => "")], null);
            }

            try
            {
                var actions = sent.Select(index => Action(partition, operations[index]));
                var answers = await client.SubmitTransactionAsync(actions, cancellationToken);
                return new TableWriteResult(ETags(operations, sent, answers.Value), null);
            }
            catch (RequestFailedException refused) when (refused.Status is 404 or 409 or 412)
            {
                var index = sent[(refused as TableTransactionFailedException)?.FailedTransactionActionIndex ?? 0];
                if (refused.Status == 404 && operations[index] is TableOperation.Delete { ETag: null } && attempt < 3)
                {
                    continue;
                }

                return new TableWriteResult([], new TableConflict(index, Kind(operations[index])));
            }
        }
    }

    public async Task<TablePage> QueryAsync(string table, string partition, TableRange range, CancellationToken cancellationToken)
    {
        TableLimits.CheckKeys(table, partition);
        TableLimits.CheckRange(range);
        var client = await TableAsync(table);
        var filter = Filter(partition, TableLimits.Start(range), range.Before);
        var rows = new List<TableRow>();

        // The service may end a page early; only the end of the enumeration is the end of the range.
        await foreach (var entity in client.QueryAsync<TableEntity>(filter, Math.Min(range.Limit + 1, 1000), cancellationToken: cancellationToken))
        {
            if (rows.Count == range.Limit)
            {
                return new TablePage(rows, rows[^1].Row);
            }

            rows.Add(AsRow(entity));
        }

        return new TablePage(rows, null);
    }

    private static TableTransactionAction Action(string partition, TableOperation operation) => operation switch
    {
        TableOperation.Insert insert => new(TableTransactionActionType.Add, Entity(partition, insert.Row, insert.Body)),
        TableOperation.Replace replace => new(
            TableTransactionActionType.UpdateReplace, Entity(partition, replace.Row, replace.Body), new ETag(replace.ETag)),
        TableOperation.Upsert upsert => new(TableTransactionActionType.UpsertReplace, Entity(partition, upsert.Row, upsert.Body)),
        TableOperation.Delete delete => new(
            TableTransactionActionType.Delete,
            new TableEntity(Key(partition), Key(delete.Row)),
            delete.ETag is { } etag ? new ETag(etag) : ETag.All),
        _ => throw new ArgumentException($"An operation of an unknown kind: {operation.GetType().Name}.", nameof(operation)),
    };

    private static async Task<HashSet<int>> GoneAsync(
        TableClient client, string partition, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken)
    {
        var gone = new HashSet<int>();
        for (var i = 0; i < operations.Count; i++)
        {
            if (operations[i] is TableOperation.Delete { ETag: null } delete)
            {
                var found = await client.GetEntityIfExistsAsync<TableEntity>(Key(partition), Key(delete.Row), cancellationToken: cancellationToken);
                if (!found.HasValue)
                {
                    gone.Add(i);
                }
            }
        }

        return gone;
    }

    private static string[] ETags(IReadOnlyList<TableOperation> operations, List<int> sent, IReadOnlyList<Response> answers)
    {
        var etags = new string[operations.Count];
        Array.Fill(etags, "");
        for (var i = 0; i < sent.Count; i++)
        {
            if (operations[sent[i]] is not TableOperation.Delete)
            {
                etags[sent[i]] = answers[i].Headers.ETag?.ToString() ?? "";
            }
        }

        return etags;
    }

    private static TableConflictKind Kind(TableOperation operation) =>
        operation is TableOperation.Insert ? TableConflictKind.AlreadyExists : TableConflictKind.Changed;

    private static TableEntity Entity(string partition, string row, ReadOnlyMemory<byte> body) =>
        ChunkedBody.Write(new TableEntity(Key(partition), Key(row)), body);

    private static TableRow AsRow(TableEntity entity) => new(entity.RowKey, entity.ETag.ToString(), ChunkedBody.Read(entity));

    private static string Filter(string partition, string from, string? before)
    {
        var pk = Key(partition);
        var first = Key(from);
        return before is null
            ? TableClient.CreateQueryFilter($"PartitionKey eq {pk} and RowKey ge {first}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {pk} and RowKey ge {first} and RowKey lt {Key(before)}");
    }

    /// <summary>Azure refuses control characters in keys; our bounds may end with one, and a blank sorts just as well there,
    /// for no key holds a character below it.</summary>
    private static string Key(string key) => key.Replace('\u0001', ' ');

    private async Task<TableClient> TableAsync(string table)
    {
        if (_tables.TryGetValue(table, out var known))
        {
            return known;
        }

        var client = service.GetTableClient(table);
        await client.CreateIfNotExistsAsync();
        return _tables.GetOrAdd(table, client);
    }
}
