using System.Globalization;
using System.Text;
using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Data;

/// <summary>Lists instances page by page, each way along an index: by id under a prefix, else by time of creation; a list of
/// statuses is one walk for each of them, merged.</summary>
internal static class InstanceQueries
{
    /// <summary>By their bytes in UTF-8, as the index has them: the order of .NET is another for emoji, and a page that ends by it
    /// would leave some out.</summary>
    private static readonly Comparer<string> AsStored = Comparer<string>.Create(
        static (left, right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)));

    public static (List<InstanceRow> Rows, string? Continuation) Page(StoreSession session, OrchestrationQuery filter)
    {
        var size = filter.PageSize > 0 ? filter.PageSize : OrchestrationQuery.DefaultPageSize;
        var byId = !string.IsNullOrEmpty(filter.InstanceIdPrefix);
        var statuses = filter.Statuses?.Distinct().ToArray() ?? [];
        var walks = statuses.Length == 0
            ? [Walk(session, filter, null, size + 1, byId)]
            : statuses.Select(status => Walk(session, filter, status, size + 1, byId)).ToArray();

        var merged = walks.SelectMany(rows => rows);
        var ordered = (byId
            ? merged.OrderBy(row => row.Id, AsStored)
            : merged.OrderBy(row => row.Created).ThenBy(row => row.Seq)).ToList();
        if (ordered.Count <= size)
        {
            return (ordered, null);
        }

        ordered.RemoveRange(size, ordered.Count - size);
        return (ordered, TokenAfter(ordered[^1], byId));
    }

    /// <summary>Finished instances created in a span of time, oldest first.</summary>
    public static List<(long Seq, string Id)> Finished(
        StoreSession session, OrchestrationRuntimeStatus status, DateTimeOffset? from, DateTimeOffset? to, int limit)
    {
        using var query = session.Prepare(
            "SELECT seq, id FROM instance WHERE status = ?1 AND created >= ?2 AND created <= ?3 ORDER BY created, seq LIMIT ?4")
            .Bind(1, (long)status).Bind(2, (from?.UtcDateTime ?? DateTime.MinValue).Ticks)
            .Bind(3, (to?.UtcDateTime ?? DateTime.MaxValue).Ticks).Bind(4, limit);
        var found = new List<(long, string)>();
        while (query.Step())
        {
            found.Add((query.Int64(0), query.Text(1)));
        }

        return found;
    }

    private static List<InstanceRow> Walk(
        StoreSession session, OrchestrationQuery filter, OrchestrationRuntimeStatus? status, int limit, bool byId)
    {
        var payload = filter.FetchInputsAndOutputs;
        using var query = session.Prepare(Sql(payload, status is not null, byId, filter.ContinuationToken is not null));
        query.Bind(2, (filter.CreatedTo?.UtcDateTime ?? DateTime.MaxValue).Ticks).Bind(7, limit);
        if (status is { } wanted)
        {
            query.Bind(3, (long)wanted);
        }

        var createdFrom = (filter.CreatedFrom?.UtcDateTime ?? DateTime.MinValue).Ticks;
        if (byId)
        {
            query.Bind(1, createdFrom)
                .Bind(4, filter.ContinuationToken is { } token ? AfterId(token) : filter.InstanceIdPrefix)
                .Bind(5, filter.InstanceIdPrefix + "\U0010FFFF");
        }
        else
        {
            var (created, seq) = filter.ContinuationToken is { } token ? AfterCreated(token) : (createdFrom, -1);
            query.Bind(4, created).Bind(5, seq);
        }

        var rows = new List<InstanceRow>();
        while (query.Step())
        {
            rows.Add(InstanceTable.Read(query, payload));
        }

        return rows;
    }

    /// <summary>The index is named, so that the planner cannot choose to sort what it need not read.</summary>
    /// <remarks>The lower bound of the time is said by itself, too: the planner makes nothing of it inside the pair.</remarks>
    private static string Sql(bool withPayload, bool withStatus, bool byId, bool resumes) =>
        $"SELECT {InstanceTable.Columns}{(withPayload ? ", " + InstanceTable.PayloadColumns : "")} FROM instance i INDEXED BY "
        + (withStatus, byId) switch
        {
            (true, true) => "instance_by_status_and_id",
            (true, false) => "instance_by_status",
            (false, true) => "instance_by_id",
            (false, false) => "instance_by_created",
        }
        + (withPayload ? " LEFT JOIN payload p ON p.instance = i.seq" : "")
        + " WHERE i.created <= ?2"
        + (withStatus ? " AND i.status = ?3" : "")
        + (byId
            ? $" AND i.created >= ?1 AND i.id {(resumes ? ">" : ">=")} ?4 AND i.id < ?5 ORDER BY i.id LIMIT ?7"
            : " AND i.created >= ?4 AND (i.created, i.seq) > (?4, ?5) ORDER BY i.created, i.seq LIMIT ?7");

    /// <summary>Ids may hold anything, and a token must fit into a header.</summary>
    private static string TokenAfter(InstanceRow last, bool byId) => Convert.ToBase64String(Encoding.UTF8.GetBytes(byId
        ? "id:" + last.Id
        : string.Create(CultureInfo.InvariantCulture, $"at:{last.Created.Ticks}:{last.Seq}")));

    private static string AfterId(string token) =>
        Text(token) is { } text && text.StartsWith("id:", StringComparison.Ordinal) ? text[3..] : throw Foreign(token);

    private static (long Created, long Seq) AfterCreated(string token) =>
        Text(token)?.Split(':') is ["at", var created, var seq]
        && long.TryParse(created, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (ticks, number)
            : throw Foreign(token);

    private static string? Text(string token)
    {
        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private static ArgumentException Foreign(string token) =>
        new($"'{token}' is not a continuation token of this query.", nameof(token));
}
