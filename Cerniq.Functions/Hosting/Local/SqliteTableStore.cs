using Cerniq.Functions.Storage;
using Cerniq.LocalHost.Storage;

namespace Cerniq.Functions.Hosting.Local;

/// <summary>Tables in one SQLite file. Writes that come together share one disk sync.</summary>
internal sealed class SqliteTableStore : ITableStore, IAsyncDisposable
{
    /// <summary>The first step can be repeated: files from before there were versions have its tables already.</summary>
    private static readonly StoreSchema Schema = new("""
        CREATE TABLE IF NOT EXISTS rows (
          tbl TEXT NOT NULL, pk TEXT NOT NULL, rk TEXT NOT NULL, etag INTEGER NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY (tbl, pk, rk)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS last_etag (one INTEGER PRIMARY KEY CHECK (one = 1), value INTEGER NOT NULL);
        INSERT OR IGNORE INTO last_etag VALUES (1, 0);
        """);

    private const string ReadOne = "SELECT etag, body FROM rows WHERE tbl = ?1 AND pk = ?2 AND rk = ?3";
    private const string ReadETag = "SELECT etag FROM rows WHERE tbl = ?1 AND pk = ?2 AND rk = ?3";
    private const string Put =
        "INSERT INTO rows VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET etag = excluded.etag, body = excluded.body";

    private const string Remove = "DELETE FROM rows WHERE tbl = ?1 AND pk = ?2 AND rk = ?3";
    private const string TakeETags = "UPDATE last_etag SET value = value + ?1 RETURNING value";
    private const string ReadToEnd =
        "SELECT rk, etag, body FROM rows WHERE tbl = ?1 AND pk = ?2 AND rk >= ?3 ORDER BY rk LIMIT ?4";

    private const string ReadBefore =
        "SELECT rk, etag, body FROM rows WHERE tbl = ?1 AND pk = ?2 AND rk >= ?3 AND rk < ?5 ORDER BY rk LIMIT ?4";

    private readonly StoreDatabase _database;

    public SqliteTableStore(string path) => _database = StoreDatabase.Open(path, Schema);

    public Task<TableRow?> GetAsync(string table, string partition, string row, CancellationToken cancellationToken)
    {
        TableLimits.CheckKeys(table, partition, row);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_database.Read(session =>
        {
            using var found = session.Prepare(ReadOne).Bind(1, table).Bind(2, partition).Bind(3, row);
            return found.Step() ? new TableRow(row, ETag(found.Int64(0)), found.Bytes(1).ToArray()) : null;
        }));
    }

    public Task<TableWriteResult> WriteAsync(
        string table, string partition, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken)
    {
        TableLimits.CheckKeys(table, partition);
        TableLimits.CheckOperations(operations);
        return _database.WriteAsync(session => Apply(session, table, partition, operations), cancellationToken);
    }

    public Task<TablePage> QueryAsync(string table, string partition, TableRange range, CancellationToken cancellationToken)
    {
        TableLimits.CheckKeys(table, partition);
        TableLimits.CheckRange(range);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_database.Read(session => Query(session, table, partition, range)));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>Looks at every condition before it writes anything: a refused batch leaves nothing to undo.</summary>
    private static TableWriteResult Apply(
        StoreSession session, string table, string partition, IReadOnlyList<TableOperation> operations)
    {
        for (var i = 0; i < operations.Count; i++)
        {
            if (Conflict(session, table, partition, operations[i]) is { } kind)
            {
                return new TableWriteResult([], new TableConflict(i, kind));
            }
        }

        var next = NextETag(session, operations.Count);
        var etags = new string[operations.Count];
        for (var i = 0; i < operations.Count; i++)
        {
            etags[i] = Carry(session, table, partition, operations[i], next + i);
        }

        return new TableWriteResult(etags, null);
    }

    private static TableConflictKind? Conflict(StoreSession session, string table, string partition, TableOperation operation)
    {
        var expected = operation switch
        {
            TableOperation.Replace replace => replace.ETag,
            TableOperation.Delete { ETag: { } etag } => etag,
            _ => null,
        };
        if (expected is null && operation is not TableOperation.Insert)
        {
            return null;
        }

        using var found = session.Prepare(ReadETag).Bind(1, table).Bind(2, partition).Bind(3, operation.Row);
        var etagNow = found.Step() ? ETag(found.Int64(0)) : null;
        return operation is TableOperation.Insert
            ? etagNow is null ? null : TableConflictKind.AlreadyExists
            : string.Equals(etagNow, expected, StringComparison.Ordinal) ? null : TableConflictKind.Changed;
    }

    private static string Carry(StoreSession session, string table, string partition, TableOperation operation, long etag)
    {
        var body = operation switch
        {
            TableOperation.Insert insert => insert.Body,
            TableOperation.Replace replace => replace.Body,
            TableOperation.Upsert upsert => upsert.Body,
            _ => default,
        };
        if (operation is TableOperation.Delete)
        {
            session.Prepare(Remove).Bind(1, table).Bind(2, partition).Bind(3, operation.Row).Run();
            return "";
        }

        session.Prepare(Put).Bind(1, table).Bind(2, partition).Bind(3, operation.Row).Bind(4, etag).Bind(5, body.Span).Run();
        return ETag(etag);
    }

    /// <summary>ETags come from one counter of the file, so that a row removed and made anew never meets an old one.</summary>
    private static long NextETag(StoreSession session, int count)
    {
        using var taken = session.Prepare(TakeETags).Bind(1, (long)count);
        taken.Step();
        var last = taken.Int64(0);
        while (taken.Step())
        {
            // A statement that writes is only finished when it has been stepped to its end.
        }

        return last - count + 1;
    }

    private static TablePage Query(StoreSession session, string table, string partition, TableRange range)
    {
        var from = TableLimits.Start(range);
        using var rows = session.Prepare(range.Before is null ? ReadToEnd : ReadBefore)
            .Bind(1, table).Bind(2, partition).Bind(3, from).Bind(4, range.Limit + 1L);
        if (range.Before is { } before)
        {
            rows.Bind(5, before);
        }

        var page = new List<TableRow>();
        while (rows.Step())
        {
            if (page.Count == range.Limit)
            {
                return new TablePage(page, page[^1].Row);
            }

            page.Add(new TableRow(rows.Text(0), ETag(rows.Int64(1)), rows.Bytes(2).ToArray()));
        }

        return new TablePage(page, null);
    }

    private static string ETag(long value) => value.ToString();
}
