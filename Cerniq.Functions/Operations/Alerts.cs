using System.Security.Cryptography;
using System.Text;
using Cerniq.Functions.Mail;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Telemetry;

namespace Cerniq.Functions.Operations;

/// <summary>What people should look at, per tenant: raised once a key, listed newest first, acknowledged by a person or
/// resolved by what raised it.</summary>
public sealed class Alerts(ITableStore tables, TimeProvider clock, CerniqMetrics? metrics = null)
{
    internal const string Table = "alerts";

    private const string Record = "id";
    private const string Every = "all";

    /// <summary>Raises an alert unless it is there. One that was resolved opens again.</summary>
    /// <exception cref="ArgumentException">It lacks a fact that its kind's letter asks for.</exception>
    public async Task<Alert> RaiseAsync(string tenant, AlertNotice notice, CancellationToken cancellationToken)
    {
        if (notice.Kind.Facts.FirstOrDefault(fact => !notice.Facts.ContainsKey(fact)) is { } lacking)
        {
            throw new ArgumentException($"The letter about {notice.Kind} asks for «{lacking}».", nameof(notice));
        }

        var now = clock.GetUtcNow();
        var id = Id(notice.Key);
        var raised = await ChangeAsync(tenant, id, alert => alert switch
        {
            null => new Alert(
                id, notice.Key, notice.Kind.Name, notice.Severity, notice.Title, notice.Detail, notice.Subject, AlertStatus.Open, now, now, 1) { Facts = notice.Facts },
            { Status: AlertStatus.Resolved } => Anew(alert, notice, now),

            // Worse than what was told: whoever knows of the milder one must hear of it too.
            _ when notice.Severity > alert.Severity => Anew(alert, notice, now),
            _ => alert with { Kind = notice.Kind.Name, Title = notice.Title, Detail = notice.Detail, LastRaisedAt = now, Occurrences = alert.Occurrences + 1, Facts = notice.Facts },
        }, cancellationToken);
        return raised!;
    }

    /// <summary>Says that what the alert warned of is over. Nothing happens when there is none.</summary>
    public Task ResolveAsync(string tenant, string key, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, Id(key), alert => alert is null ? null : alert with { Status = AlertStatus.Resolved }, cancellationToken);

    /// <summary>A person has seen it.</summary>
    /// <returns>The alert as it is now, or null when there is none. One already acknowledged keeps its first name.</returns>
    public Task<Alert?> AcknowledgeAsync(string tenant, string id, string by, string? comment, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, id, alert => alert is { Status: AlertStatus.Open }
            ? alert with
            {
                Status = AlertStatus.Acknowledged,
                AcknowledgedBy = by,
                AcknowledgedAt = clock.GetUtcNow(),
                Comment = comment,
            }
            : alert, cancellationToken);

    public async Task<Alert?> FindAsync(string tenant, string id, CancellationToken cancellationToken) =>
        (await ReadAsync(tenant, id, cancellationToken)).Alert;

    /// <summary>Newest first; null for those of every status.</summary>
    internal Task<TablePage> ListAsync(
        string tenant, AlertStatus? status, int limit, string? continuation, CancellationToken cancellationToken) =>
        tables.QueryAsync(
            Table, RowKey.Of(tenant), TableRange.StartingWith(RowKey.Prefix(status?.ToString() ?? Every), limit, continuation), cancellationToken);

    private async Task<Alert?> ChangeAsync(
        string tenant, string id, Func<Alert?, Alert?> change, CancellationToken cancellationToken)
    {
        await foreach (var _ in Races.TriesAsync(cancellationToken))
        {
            var (before, etag) = await ReadAsync(tenant, id, cancellationToken);
            var after = change(before);
            if (after is null || after == before)
            {
                return before;
            }

            var written = await tables.WriteAsync(Table, RowKey.Of(tenant), Rows(before, after, etag), cancellationToken);
            if (written.Applied)
            {
                if (IsNews(before, after))
                {
                    metrics?.Alerts.Add(1, new("kind", after.Kind), new("severity", after.Severity.ToString().ToLowerInvariant()));
                }

                return after;
            }
        }

        throw new TimeoutException($"The alert {id} kept changing.");
    }

    private static Alert Anew(Alert alert, AlertNotice notice, DateTimeOffset now) => alert with
    {
        Status = AlertStatus.Open,
        Severity = notice.Severity,
        Kind = notice.Kind.Name,
        Title = notice.Title,
        Detail = notice.Detail,
        RaisedAt = now,
        LastRaisedAt = now,
        Occurrences = alert.Occurrences + 1,
        AcknowledgedBy = null,
        AcknowledgedAt = null,
        Comment = null,
        Facts = notice.Facts,
    };

    private static bool IsNews(Alert? before, Alert after) =>
        after.Status == AlertStatus.Open && (before is null || before.Status == AlertStatus.Resolved || before.Severity < after.Severity);

    /// <summary>The record, and the same in the lists it belongs to, in one batch.</summary>
    private static List<TableOperation> Rows(Alert? before, Alert after, string? etag)
    {
        var body = CerniqJson.Write(after);
        var record = RowKey.Of(Record, after.Id);
        var operations = new List<TableOperation>
        {
            etag is null ? new TableOperation.Insert(record, body) : new TableOperation.Replace(record, body, etag),
        };
        string[] lists = [ListRow(Every, after), ListRow(after.Status.ToString(), after)];
        operations.AddRange(lists.Select(row => new TableOperation.Upsert(row, body)));
        if (IsNews(before, after))
        {
            // It opens or has become worse: a letter is due, and on record together with it.
            var letter = new MailJob(after, after.RaisedAt);
            operations.Add(new TableOperation.Upsert(letter.Row, CerniqJson.Write(letter)));
        }

        if (before is not null)
        {
            string[] old = [ListRow(Every, before), ListRow(before.Status.ToString(), before)];
            operations.AddRange(old.Except(lists, StringComparer.Ordinal).Select(row => new TableOperation.Delete(row)));
        }

        return operations;
    }

    private async Task<(Alert? Alert, string? ETag)> ReadAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        var row = await tables.GetAsync(Table, RowKey.Of(tenant), RowKey.Of(Record, id), cancellationToken);
        return row is null ? (null, null) : (CerniqJson.Read<Alert>(row.Body), row.ETag);
    }

    private static string ListRow(string list, Alert alert) => RowKey.Of(list, RowKey.Descending(alert.RaisedAt), alert.Id);

    private static string Id(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 12));
}
