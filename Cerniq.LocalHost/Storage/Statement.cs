using System.Text;
using SQLitePCL;

namespace Cerniq.LocalHost.Storage;

/// <summary>A prepared statement, kept for the life of its session. Disposing it only resets it for the next use.</summary>
/// <remarks>Not thread-safe: it belongs to one <see cref="StoreSession"/>, and a session to one thread at a time.</remarks>
public sealed class Statement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _stmt;
    private readonly string _sql;

    internal Statement(sqlite3 db, string sql)
    {
        _db = db;
        _sql = sql;
        var code = raw.sqlite3_prepare_v2(db, sql, out _stmt);
        if (code != raw.SQLITE_OK)
        {
            throw StoreException.From(db, code, $"Cannot prepare «{sql}»");
        }
    }

    /// <summary>Binds parameter <paramref name="index"/> (from 1); null binds SQL NULL.</summary>
    public Statement Bind(int index, string? value) =>
        Check(value is null ? raw.sqlite3_bind_null(_stmt, index) : raw.sqlite3_bind_text(_stmt, index, value));

    /// <summary>Binds an integer.</summary>
    public Statement Bind(int index, long value) => Check(raw.sqlite3_bind_int64(_stmt, index, value));

    /// <summary>Binds an integer or NULL.</summary>
    public Statement Bind(int index, long? value) =>
        Check(value is { } number ? raw.sqlite3_bind_int64(_stmt, index, number) : raw.sqlite3_bind_null(_stmt, index));

    /// <summary>Binds bytes.</summary>
    public Statement Bind(int index, ReadOnlySpan<byte> value) => Check(raw.sqlite3_bind_blob(_stmt, index, value));

    /// <summary>Moves to the next row.</summary>
    /// <returns>False when there is none.</returns>
    public bool Step()
    {
        var code = raw.sqlite3_step(_stmt);
        return code switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw StoreException.From(_db, code, $"Cannot run «{_sql}»"),
        };
    }

    /// <summary>Runs a statement that returns no rows and resets it.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run()
    {
        try
        {
            Step();
            return raw.sqlite3_changes(_db);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>True when the column (from 0) is NULL.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(_stmt, column) == raw.SQLITE_NULL;

    /// <summary>The column (from 0) as an integer; 0 for NULL.</summary>
    public long Int64(int column) => raw.sqlite3_column_int64(_stmt, column);

    /// <summary>The column as text; an empty string for NULL.</summary>
    public string Text(int column) => TextOrNull(column) ?? "";

    /// <summary>The column as text, or null.</summary>
    public string? TextOrNull(int column) =>
        IsNull(column) ? null : Encoding.UTF8.GetString(raw.sqlite3_column_blob(_stmt, column));

    /// <summary>The column's bytes, valid until the next step; empty for NULL.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_stmt, column);

    /// <summary>Resets the statement and forgets its parameters.</summary>
    public void Dispose()
    {
        _ = raw.sqlite3_reset(_stmt);
        _ = raw.sqlite3_clear_bindings(_stmt);
    }

    internal void Finish() => _stmt.Dispose();

    private Statement Check(int code) => code == raw.SQLITE_OK ? this : throw StoreException.From(_db, code, $"Cannot bind to «{_sql}»");
}
