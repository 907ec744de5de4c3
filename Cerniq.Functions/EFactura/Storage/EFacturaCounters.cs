using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>Counts entries by short status; kept in the same write as the entry, so that it is never a guess.</summary>
/// <remarks>Spread over a few rows, so that entries which change at one time seldom meet at one row.</remarks>
internal static class EFacturaCounters
{
    private const int Shards = 16;

    public static string Prefix => RowKey.Prefix("count");

    /// <summary>The change of the counter that belongs to an entry's change, or null when its short status stays.</summary>
    public static async Task<TableOperation?> ChangeAsync(
        ITableStore tables, EFacturaEntry? before, EFacturaEntry after, CancellationToken cancellationToken)
    {
        if (before is not null && string.Equals(before.Status.Short(), after.Status.Short(), StringComparison.Ordinal))
        {
            return null;
        }

        var row = RowKey.Of("count", (after.QueueId % Shards).ToString("D2"));
        var found = await tables.GetAsync(EFacturaRows.Table, after.Tenant, row, cancellationToken);
        var counts = found is null ? [] : CerniqJson.Read<Dictionary<string, long>>(found.Body);
        if (before is not null)
        {
            counts[before.Status.Short()] = counts.GetValueOrDefault(before.Status.Short()) - 1;
        }

        counts[after.Status.Short()] = counts.GetValueOrDefault(after.Status.Short()) + 1;
        var body = CerniqJson.Write(counts);
        return found is null ? new TableOperation.Insert(row, body) : new TableOperation.Replace(row, body, found.ETag);
    }

    public static EFacturaStats Sum(IEnumerable<TableRow> rows)
    {
        var sums = EFacturaStatuses.ShortNames.ToDictionary(name => name, _ => 0L, StringComparer.Ordinal);
        foreach (var (status, count) in rows.SelectMany(row => CerniqJson.Read<Dictionary<string, long>>(row.Body)))
        {
            sums[status] = sums.GetValueOrDefault(status) + count;
        }

        return new EFacturaStats(sums);
    }
}
