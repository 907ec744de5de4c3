using System.Text.RegularExpressions;

namespace Cerniq.Functions.Storage;

/// <summary>What every table store holds its callers to, so that what works on one machine also works in the cloud.</summary>
internal static partial class TableLimits
{
    private const int MaxOperations = 100;
    private const int MaxKeyLength = 512;
    private const int MaxBody = 900 * 1024;
    private const int MaxBatch = 3_500_000;

    /// <exception cref="ArgumentException">A name or key that Azure Tables would refuse.</exception>
    public static void CheckKeys(string table, string partition, string? row = null)
    {
        if (!TableName().IsMatch(table))
        {
            throw new ArgumentException($"«{table}» is no table name: 3 to 63 letters and digits, a letter first.", nameof(table));
        }

        CheckKey(partition, nameof(partition));
        if (row is not null)
        {
            CheckKey(row, nameof(row));
        }
    }

    /// <exception cref="ArgumentException">Too many operations, two on one row, or a body that is empty or too large.</exception>
    public static void CheckOperations(IReadOnlyList<TableOperation> operations)
    {
        if (operations.Count is 0 or > MaxOperations)
        {
            throw new ArgumentException($"A write holds 1 to {MaxOperations} operations, not {operations.Count}.", nameof(operations));
        }

        var rows = new HashSet<string>(StringComparer.Ordinal);
        var total = 0;
        foreach (var operation in operations)
        {
            CheckKey(operation.Row, nameof(operations));
            if (!rows.Add(operation.Row))
            {
                throw new ArgumentException($"Two operations on the row «{operation.Row}».", nameof(operations));
            }

            total += CheckBody(operation);
        }

        if (total > MaxBatch)
        {
            throw new ArgumentException($"A write holds at most {MaxBatch} bytes, not {total}.", nameof(operations));
        }
    }

    /// <exception cref="ArgumentException">A limit outside 1 to 1000.</exception>
    public static void CheckRange(TableRange range)
    {
        if (range.Limit is < 1 or > 1000)
        {
            throw new ArgumentException($"A page holds 1 to 1000 rows, not {range.Limit}.", nameof(range));
        }
    }

    /// <summary>The first key a page may begin with. A continuation can only lead forwards within the range: callers hand it
    /// in, and it must not open rows before the range.</summary>
    public static string Start(TableRange range)
    {
        var from = range.From ?? "";

        // No key holds a control character, so this is the first key after the continuation.
        var after = range.Continuation is { } end ? end + '\u0001' : "";
        return string.CompareOrdinal(from, after) >= 0 ? from : after;
    }

    private static int CheckBody(TableOperation operation)
    {
        var length = operation switch
        {
            TableOperation.Insert insert => insert.Body.Length,
            TableOperation.Replace replace => replace.Body.Length,
            TableOperation.Upsert upsert => upsert.Body.Length,
            _ => -1,
        };
        return length switch
        {
            -1 => 0,
            0 => throw new ArgumentException($"The row «{operation.Row}» has no body.", nameof(operation)),
            > MaxBody => throw new ArgumentException($"The row «{operation.Row}» has {length} bytes; {MaxBody} is the limit.", nameof(operation)),
            _ => length,
        };
    }

    private static void CheckKey(string key, string parameter)
    {
        if (key.Length > MaxKeyLength)
        {
            throw new ArgumentException($"A key of {key.Length} characters; {MaxKeyLength} is the limit.", parameter);
        }

        foreach (var c in key)
        {
            if (c is < ' ' or >= (char)127 or '/' or '\\' or '#' or '?')
            {
                throw new ArgumentException($"The key «{key}» holds what no key may hold; build it with {nameof(RowKey)}.", parameter);
            }
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,62}$")]
    private static partial Regex TableName();
}
