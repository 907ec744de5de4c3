using SQLitePCL;

namespace Cerniq.LocalHost.Storage;

/// <summary>The embedded store refused a read or a write; nothing of the refused write was kept.</summary>
/// <remarks>The message names the file, says what to do and keeps SQLite's own words, so that a full disk, a read-only folder
/// or a damaged page can be told apart by whoever reads the log.</remarks>
public sealed class StoreException : IOException
{
    /// <summary>Creates the exception.</summary>
    public StoreException(string message, int resultCode = raw.SQLITE_ERROR, Exception? inner = null)
        : base(message, inner) => ResultCode = resultCode;

    /// <summary>Creates the exception for a fault that SQLite knows nothing of.</summary>
    public StoreException(string message, StoreFault fault, Exception? inner = null)
        : this(message, raw.SQLITE_ERROR, inner) => _fault = fault;

    private readonly StoreFault? _fault;

    /// <summary>SQLite's extended result code, such as 13 (full), 8 (read-only), 11 (corrupt), 2067 (unique).</summary>
    public int ResultCode { get; }

    /// <summary>What is wrong.</summary>
    public StoreFault Fault => _fault ?? FaultOf(ResultCode);

    /// <summary>True when a unique or primary key was already taken.</summary>
    public bool IsConstraint => Fault == StoreFault.Constraint;

    /// <summary>True when the store as a whole is in trouble, not the one write or row.</summary>
    internal bool IsOfTheStore => Fault is StoreFault.Full or StoreFault.ReadOnly or StoreFault.Locked or StoreFault.CannotOpen or StoreFault.Disk;

    /// <summary>What is wrong, for a caller who is not to know the machine's files.</summary>
    public string Plainly => Fault switch
    {
        StoreFault.Full => "The disk is full. Nothing was kept of this; try again when there is room.",
        StoreFault.ReadOnly or StoreFault.CannotOpen => "The store cannot be written. Nothing was kept of this.",
        StoreFault.Locked => "Another process holds the store. Nothing was kept of this; try again when it is free.",
        StoreFault.Damaged => "The store is damaged where this is kept. Put back the last good copy of its folder.",
        _ => "The disk reported an error. Nothing was kept of this.",
    };

    internal static StoreException From(sqlite3 db, int code, string what)
    {
        // Without a connection there is no extended code; and after a failed statement only the connection has it.
        var extended = db.IsInvalid ? code : raw.sqlite3_extended_errcode(db);
        var words = db.IsInvalid ? raw.sqlite3_errstr(code).utf8_to_string() : raw.sqlite3_errmsg(db).utf8_to_string();
        return new StoreException(Describe(FileOf(db), extended, $"{what}: {words} (SQLite {extended})"), extended);
    }

    /// <summary>Puts what is wrong and what to do before SQLite's words.</summary>
    internal static string Describe(string? file, int code, string words)
    {
        var store = file is null ? "The store" : $"The store {file}";
        return FaultOf(code) switch
        {
            StoreFault.Full => $"{store} cannot grow: the disk is full. Make room; work goes on by itself. {words}",
            StoreFault.ReadOnly => $"{store} cannot be written: the file or its folder is read-only. {words}",
            StoreFault.Locked => $"{store} is locked by another process. Stop it; work goes on by itself. {words}",
            StoreFault.CannotOpen => $"{store} cannot be opened: does its folder exist, and may this process write there? {words}",
            StoreFault.Disk => $"The disk reported an error for {(file is null ? "the store" : file)}. {words}",
            StoreFault.Damaged => $"{store} is damaged, or is no store. Put back the last good copy of its folder. {words}",
            _ => words,
        };
    }

    private static string? FileOf(sqlite3 db) =>
        db.IsInvalid ? null : raw.sqlite3_db_filename(db, "main").utf8_to_string() is { Length: > 0 } file ? file : null;

    private static StoreFault FaultOf(int code) => (code & 0xff) switch
    {
        // No room for the index of the log is told as an I/O error.
        _ when code == raw.SQLITE_IOERR_SHMSIZE => StoreFault.Full,
        raw.SQLITE_CONSTRAINT => StoreFault.Constraint,
        raw.SQLITE_FULL => StoreFault.Full,
        raw.SQLITE_READONLY or raw.SQLITE_PERM => StoreFault.ReadOnly,
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => StoreFault.Locked,
        raw.SQLITE_CANTOPEN => StoreFault.CannotOpen,
        raw.SQLITE_IOERR => StoreFault.Disk,
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => StoreFault.Damaged,
        _ => StoreFault.Other,
    };
}
