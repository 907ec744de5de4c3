using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>Where an entry stands in its tenant's partition. Every list and every sweep has a range of its own.</summary>
internal static class EFacturaRows
{
    public const string Table = "efactura";
    public const string Owners = "*owner";
    public const string Ids = "*ids";

    private const string AllList = "all";

    public static string Doc(long queueId) => RowKey.Of("doc", RowKey.Number(queueId));

    /// <summary>Unique: one entry for each filing of an invoice.</summary>
    public static string Invoice(string invoiceId, int filing) => RowKey.Of("invoice", invoiceId, filing.ToString("D6"));

    public static string Latest(string invoiceId) => RowKey.Of("latest", invoiceId);

    public static string Owner(long queueId) => RowKey.Number(queueId);

    /// <summary>Newest first, of one of the five short statuses or of all.</summary>
    public static string ListPrefix(string? shortStatus) =>
        shortStatus is null ? RowKey.Prefix(AllList) : RowKey.Prefix("status", shortStatus);

    public static string DuePrefix => RowKey.Prefix("due");

    /// <summary>Before this row are those due at or before <paramref name="at"/>.</summary>
    public static string DueAfter(DateTimeOffset at) => RowKey.Of("due", RowKey.Ascending(at)) + '~';

    public static string ReceiptPrefix => RowKey.Prefix("receipt");

    /// <summary>Before this row are the receipts due at or before <paramref name="at"/>.</summary>
    public static string ReceiptAfter(DateTimeOffset at) => RowKey.Of("receipt", RowKey.Ascending(at)) + '~';

    public static string DeadlinePrefix => RowKey.Prefix("deadline");

    public static string DeadlineAfter(DateOnly day) => RowKey.Of("deadline", Day(day)) + '~';

    public static string OpenPrefix => RowKey.Prefix("open");

    /// <summary>Which entry ANAF's <c>index_incarcare</c> belongs to.</summary>
    public static string Index(string remoteId) => RowKey.Of("index", remoteId);

    /// <summary>Which upload of ANAF's list holds a document of this SHA-256.</summary>
    public static string Content(string sha256) => RowKey.Of("content", sha256);

    /// <summary>An upload of ANAF's list that was looked into.</summary>
    public static string Looked(string remoteId) => RowKey.Of("looked", remoteId);

    /// <summary>An upload that was ours once stays known as ours, also when another index took its place.</summary>
    public static bool IsForEver(string row) => row.StartsWith("index|", StringComparison.Ordinal);

    /// <summary>The rows that lead to an entry, besides its document and its counter.</summary>
    public static IEnumerable<string> Lists(EFacturaEntry entry)
    {
        var newestFirst = RowKey.Number(long.MaxValue - entry.QueueId);
        yield return RowKey.Of(AllList, newestFirst);
        yield return RowKey.Of("status", entry.Status.Short(), newestFirst);
    }

    public static IEnumerable<string> Marks(EFacturaEntry entry)
    {
        var id = RowKey.Number(entry.QueueId);
        if (entry.WatchAt is { } watch)
        {
            yield return RowKey.Of("due", RowKey.Ascending(watch), id);
        }

        if (entry.ReceiptDueAt is { } due)
        {
            yield return RowKey.Of("receipt", RowKey.Ascending(due), id);
        }

        if (entry.IsUnfiled && !entry.Superseded)
        {
            yield return RowKey.Of("deadline", Day(entry.Deadline), id);
        }

        if (entry.AnafIds.RemoteId is { } remoteId)
        {
            yield return Index(remoteId);
            if (entry.AwaitsAnswer)
            {
                yield return RowKey.Of("open", remoteId);
            }
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd");
}
