using System.Text.Json;
using Cerniq.LocalHost.Storage;
using Microsoft.Data.Sqlite;

namespace Cerniq.Sandbox.Storage;

/// <summary>One connection with its prepared commands. Used by one thread at a time.</summary>
internal sealed partial class StoreSession : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS items(kind TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, json TEXT NOT NULL,
            PRIMARY KEY(kind, id)) WITHOUT ROWID;
        CREATE UNIQUE INDEX IF NOT EXISTS items_seq ON items(kind, seq);
        CREATE TABLE IF NOT EXISTS marks(kind TEXT NOT NULL, mark TEXT NOT NULL, position INTEGER NOT NULL, seq INTEGER NOT NULL,
            id TEXT NOT NULL, PRIMARY KEY(kind, mark, position, seq)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS marks_seq ON marks(kind, seq);
        CREATE TABLE IF NOT EXISTS counters(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS blobs(name TEXT PRIMARY KEY, bytes BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS due(kind TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(kind, id)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS due_at ON due(kind, at);
        """;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    static StoreSession() => SQLitePCL.Batteries_V2.Init();

    public StoreSession(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Address(path), Pooling = false }.ToString());
        _connection.Open();
        foreach (var pragma in new[] { "PRAGMA busy_timeout=5000", "PRAGMA synchronous=FULL", "PRAGMA journal_mode=WAL", Schema })
        {
            Run(pragma);
        }
    }

    /// <summary>The file, through the file system whose sleeps are as short as SQLite asks for.</summary>
    private static string Address(string path) => $"{new Uri(Path.GetFullPath(path)).AbsoluteUri}?vfs={StoreFileSystem.Name}";

    public T? Find<T>(Kind<T> kind, string id)
        where T : class
    {
        using var rows = Query("SELECT json FROM items WHERE kind=$0 AND id=$1", kind.Name, id);
        return rows.Read() ? Parse<T>(rows.GetString(0)) : null;
    }

    /// <summary>Everything of a kind, as it was created.</summary>
    public IEnumerable<T> All<T>(Kind<T> kind)
        where T : class
    {
        using var rows = Query("SELECT json FROM items WHERE kind=$0 ORDER BY seq", kind.Name);
        while (rows.Read())
        {
            yield return Parse<T>(rows.GetString(0));
        }
    }

    /// <summary>The things under a mark. Read it to its end or dispose it before the session is used again for the same order.</summary>
    public IEnumerable<T> With<T>(Kind<T> kind, string mark, Slice? slice = null)
        where T : class
    {
        var take = slice ?? new Slice();
        using var rows = Query(
            take.Descending
                ? "SELECT i.json FROM marks m JOIN items i ON i.kind=m.kind AND i.id=m.id WHERE m.kind=$0 AND m.mark=$1 AND m.position BETWEEN $2 AND $3 ORDER BY m.position DESC, m.seq DESC LIMIT $4 OFFSET $5"
                : "SELECT i.json FROM marks m JOIN items i ON i.kind=m.kind AND i.id=m.id WHERE m.kind=$0 AND m.mark=$1 AND m.position BETWEEN $2 AND $3 ORDER BY m.position, m.seq LIMIT $4 OFFSET $5",
            kind.Name, mark, take.From, take.To, take.Take, take.Skip);
        while (rows.Read())
        {
            yield return Parse<T>(rows.GetString(0));
        }
    }

    public T? First<T>(Kind<T> kind, string mark)
        where T : class => With(kind, mark, new Slice(Take: 1)).FirstOrDefault();

    public int Count<T>(Kind<T> kind, string mark, long from = long.MinValue, long to = long.MaxValue)
        where T : class
    {
        using var rows = Query("SELECT count(*) FROM marks WHERE kind=$0 AND mark=$1 AND position BETWEEN $2 AND $3", kind.Name, mark, from, to);
        return rows.Read() ? rows.GetInt32(0) : 0;
    }

    /// <summary>Inserts or replaces; a replaced thing keeps its place.</summary>
    public T Put<T>(Kind<T> kind, T value)
        where T : class
    {
        var id = kind.Id(value);
        long seq;
        using (var rows = Query("SELECT seq FROM items WHERE kind=$0 AND id=$1", kind.Name, id))
        {
            seq = rows.Read() ? rows.GetInt64(0) : 0;
        }

        if (seq == 0)
        {
            seq = Next("seq");
        }
        else
        {
            Run("DELETE FROM marks WHERE kind=$0 AND seq=$1", kind.Name, seq);
        }

        Run("INSERT INTO items(kind, id, seq, json) VALUES($0, $1, $2, $3) ON CONFLICT(kind, id) DO UPDATE SET json=excluded.json",
            kind.Name, id, seq, JsonSerializer.Serialize(value, StoredJson.Options));
        foreach (var mark in kind.Marks(value))
        {
            Run("INSERT INTO marks(kind, mark, position, seq, id) VALUES($0, $1, $2, $3, $4)", kind.Name, mark, kind.Order(value), seq, id);
        }

        return value;
    }

    public bool Delete<T>(Kind<T> kind, string id)
        where T : class
    {
        Run("DELETE FROM marks WHERE kind=$0 AND seq=(SELECT seq FROM items WHERE kind=$0 AND id=$1)", kind.Name, id);
        return Run("DELETE FROM items WHERE kind=$0 AND id=$1", kind.Name, id) > 0;
    }

    /// <summary>Forgets everything but the named blobs.</summary>
    public void Clear(string keepBlobsOf)
    {
        foreach (var table in new[] { "items", "marks", "counters", "due" })
        {
            Run($"DELETE FROM {table}");
        }

        Run("DELETE FROM blobs WHERE name NOT LIKE $0", keepBlobsOf + "%");
    }

    public int Run(string sql, params object[] values) => Command(sql, values).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private static T Parse<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, StoredJson.Options) ?? throw new InvalidDataException("A stored thing is null.");

    private SqliteDataReader Query(string sql, params object[] values) => Command(sql, values).ExecuteReader();

    private SqliteCommand Command(string sql, object[] values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this class or a table name listed here; values are parameters.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.AddWithValue($"${i}", values[i]);
            }

            _commands.Add(sql, command);
            return command;
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }
}
