namespace Cerniq.Functions.Storage;

/// <summary>Rows by partition and row key, shaped like the cloud service so that each adapter stays thin.</summary>
/// <remarks>Keys compare ordinally. Build them with <see cref="RowKey"/>, which escapes what a key may not hold.
/// Bodies are JSON in UTF-8, at most 900 KB. Thread-safe.</remarks>
public interface ITableStore
{
    /// <summary>Reads one row, or null when there is none.</summary>
    Task<TableRow?> GetAsync(string table, string partition, string row, CancellationToken cancellationToken);

    /// <summary>Carries out all operations on one partition, or none of them.</summary>
    /// <param name="operations">1 to 100, each on another row.</param>
    /// <returns>The new ETags in order, or which operation did not apply.</returns>
    Task<TableWriteResult> WriteAsync(
        string table, string partition, IReadOnlyList<TableOperation> operations, CancellationToken cancellationToken);

    /// <summary>Reads rows of one partition in the order of their keys.</summary>
    Task<TablePage> QueryAsync(string table, string partition, TableRange range, CancellationToken cancellationToken);
}

/// <summary>One stored row.</summary>
/// <param name="Row">Its row key.</param>
/// <param name="ETag">Changes with every write.</param>
/// <param name="Body">JSON in UTF-8.</param>
public sealed record TableRow(string Row, string ETag, ReadOnlyMemory<byte> Body);

/// <summary>Which rows of a partition to read.</summary>
/// <param name="From">First row key, inclusive; null for the beginning.</param>
/// <param name="Before">First row key no longer wanted, exclusive; null for the end.</param>
/// <param name="Limit">At most so many rows, 1 to 1000.</param>
/// <param name="Continuation">Where an earlier page ended.</param>
public sealed record TableRange(string? From, string? Before, int Limit = 100, string? Continuation = null)
{
    /// <summary>All rows whose key begins with <paramref name="prefix"/>.</summary>
    public static TableRange StartingWith(string prefix, int limit = 100, string? continuation = null) =>
        new(prefix, prefix.Length == 0 ? null : prefix[..^1] + (char)(prefix[^1] + 1), limit, continuation);
}

/// <summary>One page of rows.</summary>
/// <param name="Continuation">Hand it back for the next page; null when this was the last.</param>
public sealed record TablePage(IReadOnlyList<TableRow> Rows, string? Continuation);

/// <summary>One change of one row.</summary>
public abstract record TableOperation(string Row)
{
    /// <summary>Writes a row that must not exist yet.</summary>
    public sealed record Insert(string Row, ReadOnlyMemory<byte> Body) : TableOperation(Row);

    /// <summary>Writes over a row that must still have this ETag.</summary>
    public sealed record Replace(string Row, ReadOnlyMemory<byte> Body, string ETag) : TableOperation(Row);

    /// <summary>Writes a row whether it exists or not.</summary>
    public sealed record Upsert(string Row, ReadOnlyMemory<byte> Body) : TableOperation(Row);

    /// <summary>Removes a row; with an ETag only if it is unchanged, without one also if it is already gone.</summary>
    public sealed record Delete(string Row, string? ETag = null) : TableOperation(Row);
}

/// <summary>What became of a write.</summary>
/// <param name="ETags">In the order of the operations (empty text for deletes); empty when the write was refused.</param>
/// <param name="Conflict">Why nothing was written; null when all was.</param>
public sealed record TableWriteResult(IReadOnlyList<string> ETags, TableConflict? Conflict)
{
    public bool Applied => Conflict is null;
}

/// <param name="Index">The operation that did not apply.</param>
public sealed record TableConflict(int Index, TableConflictKind Kind);

public enum TableConflictKind
{
    /// <summary>An insert met an existing row.</summary>
    AlreadyExists,

    /// <summary>A replace or delete met another ETag, or no row.</summary>
    Changed,
}
