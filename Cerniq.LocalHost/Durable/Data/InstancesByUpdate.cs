using System.Globalization;
using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Data;

/// <summary>Open instances by how long they have waited, to find what is stuck; ended ones by their end, to find what is old.</summary>
internal static class InstancesByUpdate
{
    /// <summary>An index on the exact time would be rewritten at every turn. <c>touched</c> is a minute of an open instance,
    /// written when it is another, and <c>ended</c> the time of an end: most turns write neither.</summary>
    public const string Schema =
        """
        ALTER TABLE instance ADD COLUMN touched INTEGER;
        ALTER TABLE instance ADD COLUMN ended INTEGER;
        UPDATE instance SET touched = updated / 600000000 WHERE status IN (0, 6, 7);
        UPDATE instance SET ended = updated WHERE status IN (1, 3, 5);
        CREATE INDEX instance_by_touch ON instance(touched, seq) WHERE touched IS NOT NULL;
        CREATE INDEX instance_by_end ON instance(ended, seq) WHERE ended IS NOT NULL;
        """;

    /// <summary><c>since</c> is when the instance began to wait for what it has waited for longest, and <c>touched</c> from now on
    /// the minute of that: the turns of other waits, such as the links of a long timer, do not make a wait look young.</summary>
    public const string WaitsSchema =
        """
        ALTER TABLE instance ADD COLUMN since INTEGER;
        UPDATE instance SET since = updated;
        """;

    public const string OpenSql =
        $"SELECT {InstanceTable.Columns} FROM instance i INDEXED BY instance_by_touch "
        + "WHERE (i.touched, i.seq) > (?1, ?2) AND i.touched <= ?3 AND i.since <= ?4 ORDER BY i.touched, i.seq LIMIT ?5";

    public const string EndedSql =
        "SELECT i.ended, i.seq, i.parent_seq FROM instance i INDEXED BY instance_by_end "
        + "WHERE (i.ended, i.seq) > (?1, ?2) AND i.ended <= ?3 ORDER BY i.ended, i.seq LIMIT ?4";

    /// <summary>At most so many instances of a status are counted: a count must not read a million rows.</summary>
    public const string CountSql = "SELECT count(*) FROM (SELECT 1 FROM instance WHERE status = ?1 LIMIT ?2)";

    public static long Minute(DateTime time) => time.Ticks / TimeSpan.TicksPerMinute;

    /// <summary>Puts an instance where its state belongs.</summary>
    public static void Touch(StoreSession session, InstanceRow row) =>
        session.Prepare("UPDATE instance SET touched = ?2, ended = ?3 WHERE seq = ?1")
            .Bind(1, row.Seq)
            .Bind(2, row.IsFinished ? null : Minute(row.WaitingSince))
            .Bind(3, row.IsFinished ? row.Updated.Ticks : null)
            .Run();

    /// <summary>Running, pending and suspended instances that have waited since <paramref name="until"/> or longer, the longest
    /// waiting first (to the minute).</summary>
    public static List<InstanceRow> Open(StoreSession session, InstanceKey after, DateTime until, int limit)
    {
        using var query = session.Prepare(OpenSql)
            .Bind(1, after.Time).Bind(2, after.Seq).Bind(3, Minute(until)).Bind(4, until.Ticks).Bind(5, limit);
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
            .Bind(1, after.Time).Bind(2, after.Seq).Bind(3, until.Ticks).Bind(4, limit);
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
/// <param name="Time">In the unit of the order: ticks, or minutes.</param>
internal readonly record struct InstanceKey(long Time, long Seq)
{
    /// <summary>As a token to go on from.</summary>
    public string Token => string.Create(CultureInfo.InvariantCulture, $"{Time}-{Seq}");

    /// <exception cref="ArgumentException">The token is not of such an order.</exception>
    public static InstanceKey Parse(string token) =>
        token.Split('-') is [var time, var seq]
        && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var units)
        && long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new InstanceKey(units, number)
            : throw new ArgumentException($"'{token}' is not a continuation token of this list.", nameof(token));
}
