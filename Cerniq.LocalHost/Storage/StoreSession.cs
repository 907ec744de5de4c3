using SQLitePCL;

namespace Cerniq.LocalHost.Storage;

/// <summary>One connection to the store with its prepared statements. Used by one thread at a time.</summary>
public sealed class StoreSession : IDisposable
{
    private readonly sqlite3 _db;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    internal StoreSession(string path, bool readOnly)
    {
        var flags = (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE) | raw.SQLITE_OPEN_NOMUTEX;
        var code = raw.sqlite3_open_v2(path, out _db, flags, StoreFileSystem.Name);
        if (code != raw.SQLITE_OK)
        {
            using (_db)
            {
                throw StoreException.From(_db, code, $"Cannot open {path}");
            }
        }

        raw.sqlite3_busy_timeout(_db, 5000);
        try
        {
            Execute("PRAGMA synchronous=FULL"); // first: GatheredLog relies on a sync at the end of every commit
            Execute("PRAGMA journal_mode=WAL");
            Execute("PRAGMA cache_size=-16000");
            Execute("PRAGMA temp_store=MEMORY");
            Execute("PRAGMA wal_autocheckpoint=4000");
            if (!readOnly && raw.sqlite3_db_readonly(_db, "main") == 1)
            {
                // SQLite opens what it may not write for reading, and would say so only at the first write.
                throw new StoreException(StoreException.Describe(path, raw.SQLITE_READONLY, "It was opened to be written."), raw.SQLITE_READONLY);
            }
        }
        catch (StoreException)
        {
            _db.Dispose();
            throw;
        }
    }

    /// <summary>The prepared statement for this text; the text is its key, so keep texts constant.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new Statement(_db, sql);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>The texts of all statements prepared so far.</summary>
    internal IEnumerable<string> Texts => _statements.Keys;

    /// <summary>Runs one or more statements without parameters, such as a schema.</summary>
    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(_db, sql, out var message);
        if (code != raw.SQLITE_OK)
        {
            throw StoreException.From(_db, code, $"Cannot run «{sql}»: {message}");
        }
    }

    /// <summary>The row id the last insert gave.</summary>
    public long LastInsertRowId => raw.sqlite3_last_insert_rowid(_db);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Finish();
        }

        _db.Dispose();
    }
}
