using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Data;

/// <summary>Instances by the time something last happened to them: open ones, to find what is stuck; ended ones, to find what
/// is old.</summary>
internal static class InstancesByUpdate
{
    /// <summary>Partial indexes: an ended instance costs the open ones nothing, and the other way round.</summary>
    public const string Schema =
        """
        CREATE INDEX instance_open_by_update ON instance(updated, seq) WHERE status IN (0, 6, 7);
        CREATE INDEX instance_ended_by_update ON instance(updated, seq) WHERE status IN (1, 3, 5);
        """;

    public const string OpenSql =
        $"SELECT {InstanceTable.Columns} FROM instance i INDEXED BY instance_open_by_update "
        + "WHERE i.status IN (0, 6, 7) AND (i.updated, i.seq) > (?1, ?2) AND i.updated <= ?3 ORDER BY i.updated, i.seq LIMIT ?4";

    public const string EndedSql =
        "SELECT i.updated, i.seq, i.parent_seq FROM instance i INDEXED BY instance_ended_by_update "
        + "WHERE i.status IN (1, 3, 5) AND (i.updated, i.seq) > (?1, ?2) AND i.updated <= ?3 ORDER BY i.updated, i.seq LIMIT ?4";

    /// <summary>At most so many instances of a status are counted: a count must not read a million rows.</summary>
    public const string CountSql = "SELECT count(*) FROM (SELECT 1 FROM instance WHERE status = ?1 LIMIT ?2)";

    /// <summary>Running, pending and suspended instances untouched since <paramref name="until"/>, the longest waiting first.</summary>
    public static List<InstanceRow> Open(StoreSession session, InstanceKey after, DateTime until, int limit)
    {
        using var query = session.Prepare(OpenSql)
            .Bind(1, after.Ticks).Bind(2, after.Seq).Bind(3, until.Ticks).Bind(4, limit);
        var rows = new List<InstanceRow>();
        while (query.Step())
        {
            rows.Add(InstanceTable.Read(query, withPayload: false));
        }

        return rows;
    }

    /// <summary>Instances that ended no later than <paramref name="until"/>, oldest end first.</summary>
    public static List<(InstanceKey Key, long? Parent)> Ended(StoreSession session, InstanceKey after, DateTime until, int limit)
    {
        using var query = session.Prepare(EndedSql)
            .Bind(1, after.Ticks).Bind(2, after.Seq).Bind(3, until.Ticks).Bind(4, limit);
        var rows = new List<(InstanceKey, long?)>();
        while (query.Step())
        {
            rows.Add((new InstanceKey(query.Int64(0), query.Int64(1)), query.IsNull(2) ? null : query.Int64(2)));
        }

        return rows;
    }

    /// <summary>How many instances have a status, counting no further than <paramref name="limit"/>.</summary>
    public static int Count(StoreSession session, OrchestrationRuntimeStatus status, int limit)
    {
        using var query = session.Prepare(CountSql).Bind(1, (long)status).Bind(2, limit);
        return query.Step() ? (int)query.Int64(0) : 0;
    }
}

/// <summary>A place in an order by time.</summary>
internal readonly record struct InstanceKey(long Ticks, long Seq);
