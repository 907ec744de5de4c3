using SQLitePCL;

namespace Cerniq.LocalHost.Storage;

/// <summary>The embedded store refused a read or a write; nothing of the refused write was kept.</summary>
/// <remarks>The message keeps SQLite's own words and names the file, so that a full disk, a read-only folder or a
/// damaged page can be told apart by whoever reads the log.</remarks>
public sealed class StoreException : IOException
{
    /// <summary>Creates the exception.</summary>
    public StoreException(string message, int resultCode = raw.SQLITE_ERROR, Exception? inner = null)
        : base(message, inner) => ResultCode = resultCode;

    /// <summary>SQLite's extended result code, such as 13 (full), 8 (read-only), 11 (corrupt), 2067 (unique).</summary>
    public int ResultCode { get; }

    /// <summary>True when a unique or primary key was already taken.</summary>
    public bool IsConstraint => (ResultCode & 0xff) == raw.SQLITE_CONSTRAINT;

    internal static StoreException From(sqlite3 db, int code, string what) =>
        new($"{what}: {raw.sqlite3_errmsg(db).utf8_to_string()} (SQLite {code})", raw.sqlite3_extended_errcode(db));
}
