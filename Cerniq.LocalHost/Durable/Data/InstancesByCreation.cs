using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Data;

/// <summary>Instances by the time they were created, the newest first: a walk backwards along the index of all, or along that of
/// each status asked for, merged.</summary>
internal static class InstancesByCreation
{
    public const string AllSql =
        $"SELECT {InstanceTable.Columns} FROM instance i INDEXED BY instance_by_created "
        + "WHERE (i.created, i.seq) < (?1, ?2) AND i.created >= ?3 ORDER BY i.created DESC, i.seq DESC LIMIT ?4";

    public const string StatusSql =
        $"SELECT {InstanceTable.Columns} FROM instance i INDEXED BY instance_by_status "
        + "WHERE i.status = ?5 AND (i.created, i.seq) < (?1, ?2) AND i.created >= ?3 ORDER BY i.created DESC, i.seq DESC LIMIT ?4";

    /// <summary>Instances before a place in the order, created no earlier than <paramref name="from"/>.</summary>
    public static List<InstanceRow> Newest(
        StoreSession session, IReadOnlyCollection<OrchestrationRuntimeStatus>? statuses, InstanceKey before, DateTime from, int limit)
    {
        if (statuses is null or { Count: 0 })
        {
            return Walk(session.Prepare(AllSql), before, from, limit);
        }

        return [.. statuses.Distinct()
            .SelectMany(status => Walk(session.Prepare(StatusSql).Bind(5, (long)status), before, from, limit))
            .OrderByDescending(row => row.Created).ThenByDescending(row => row.Seq)
            .Take(limit)];
    }

    private static List<InstanceRow> Walk(Statement statement, InstanceKey before, DateTime from, int limit)
    {
        using var query = statement.Bind(1, before.Time).Bind(2, before.Seq).Bind(3, from.Ticks).Bind(4, limit);
        var rows = new List<InstanceRow>();
        while (query.Step())
        {
            rows.Add(InstanceTable.Read(query, withPayload: false));
        }

        return rows;
    }
}
