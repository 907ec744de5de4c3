using Cerniq.EInvoicing.Evidence;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Audit;

/// <summary>Where a tenant's log stands in its partition: <c>head</c>, <c>line|number</c>, and the lists that only point into
/// it: <c>time|newest first</c>, <c>about|subject|newest first</c>, <c>law|newest first</c>, <c>once|key</c>.</summary>
internal static class AuditRows
{
    public const string Table = "auditchain";
    public const string Head = "head";
    public const string TimeList = "time";
    public const string SubjectList = "about";
    public const string ComplianceList = "law";

    /// <summary>Rows that one line takes at most.</summary>
    public const int PerLine = 5;

    public static string LinePrefix => RowKey.Prefix("line");

    public static string Line(long sequence) => RowKey.Of("line", RowKey.Number(sequence));

    public static string Once(string key) => RowKey.Of("once", key);

    /// <summary>The beginning of a list's rows.</summary>
    public static string List(string? subject) => subject is null ? RowKey.Prefix(TimeList) : RowKey.Prefix(SubjectList, subject);

    /// <summary>All that one line writes.</summary>
    public static IEnumerable<TableOperation> Of(AuditEntry entry, ChainLine line, string? onceKey)
    {
        var pointer = CerniqJson.Write(new AuditPointer(line.Sequence));
        var order = $"{RowKey.Descending(entry.At)}|{RowKey.Number(long.MaxValue - line.Sequence)}";
        yield return new TableOperation.Insert(Line(line.Sequence), line.Write());
        yield return new TableOperation.Insert(List(null) + order, pointer);
        yield return new TableOperation.Insert(List(entry.Subject) + order, pointer);
        if (entry.Compliance is not null)
        {
            yield return new TableOperation.Insert(RowKey.Prefix(ComplianceList) + order, pointer);
        }

        if (onceKey is not null)
        {
            yield return new TableOperation.Insert(Once(onceKey), pointer);
        }
    }
}

/// <summary>A list's row: which line of the log it means.</summary>
internal sealed record AuditPointer(long Sequence);
