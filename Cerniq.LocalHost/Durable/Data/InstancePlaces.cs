using System.Globalization;
using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Data;

/// <summary>One order in which stand, one after the other: open instances that merely wait, by the minute since which they do; open
/// instances with work, in the same way; and ended ones, the last to end first.</summary>
/// <remarks>
/// <para>It finds what a restart takes up, what is stuck, and what is old. As one index in this order, beginning, waiting and ending
/// mostly move an instance within one page: what begins now, goes on to wait now, or ends now stands where the three meet.</para>
/// <para>A minute, not the exact time: most turns leave it as it is, and the index with it.</para>
/// </remarks>
internal static class InstancePlaces
{
    /// <summary>What has waited for longest comes first; the turns of other waits, such as the links of a long timer, do not make
    /// a wait look young.</summary>
    public const string OpenSql =
        $"SELECT {InstanceTable.Columns} FROM instance i INDEXED BY instance_by_place "
        + "WHERE (i.place, i.seq) > (?1, ?2) AND i.place <= ?3 AND i.since <= ?4 ORDER BY i.place, i.seq LIMIT ?5";

    public const string EndedSql =
        "SELECT i.place, i.seq, i.parent_seq FROM instance i INDEXED BY instance_by_place "
        + "WHERE (i.place, i.seq) < (?1, ?2) AND i.place >= ?3 ORDER BY i.place DESC, i.seq DESC LIMIT ?4";

    public const string WithWorkSql =
        $"SELECT {InstanceTable.Columns} FROM instance i INDEXED BY instance_by_place WHERE i.place >= ?1 AND i.place < ?2";

    /// <summary>More than any minute.</summary>
    private const long Working = 1L << 40;

    /// <summary>More than any place of an open instance, less than any of an ended one.</summary>
    private const long WorkingEnd = Working << 1;

    /// <summary>An end is counted back from here.</summary>
    public const long LastEnded = long.MaxValue;

    public static long Minute(DateTime time) => time.Ticks / TimeSpan.TicksPerMinute;

    /// <summary>Where an instance in this state stands.</summary>
    public static long Of(InstanceRow row) =>
        row.IsFinished ? LastEnded - row.Updated.Ticks
        : row.Work > 0 ? Working + Minute(row.WaitingSince)
        : Minute(row.WaitingSince);

    /// <summary>Running, pending and suspended instances that have waited since <paramref name="until"/> or longer, the longest
    /// waiting first (to the minute).</summary>
    /// <param name="after">The minute and number of the last one before.</param>
    public static List<InstanceRow> Open(StoreSession session, InstanceKey after, DateTime until, int limit) =>
        [.. OpenFrom(session, 0, after, until, limit)
            .Concat(OpenFrom(session, Working, after, until, limit))
            .OrderBy(row => Minute(row.WaitingSince)).ThenBy(row => row.Seq)
            .Take(limit)];

    private static List<InstanceRow> OpenFrom(StoreSession session, long first, InstanceKey after, DateTime until, int limit)
    {
        using var query = session.Prepare(OpenSql)
            .Bind(1, first + Math.Min(after.Time, Working - 1)).Bind(2, after.Seq)
            .Bind(3, first + Minute(until)).Bind(4, until.Ticks).Bind(5, limit);
        return Rows(query);
    }

    /// <summary>Instances that a restart must take up, oldest first.</summary>
    public static List<InstanceRow> WithWork(StoreSession session)
    {
        using var query = session.Prepare(WithWorkSql).Bind(1, Working).Bind(2, WorkingEnd);
        var rows = Rows(query);
        rows.Sort(static (left, right) => left.Seq.CompareTo(right.Seq));
        return rows;
    }

    /// <summary>Instances that ended no later than <paramref name="until"/>, oldest end first.</summary>
    /// <param name="after">The end and number of the last one before; nothing for the first.</param>
    public static List<(InstanceKey Key, long? Parent)> Ended(StoreSession session, InstanceKey after, DateTime until, int limit)
    {
        using var query = session.Prepare(EndedSql)
            .Bind(1, LastEnded - after.Time).Bind(2, after.Seq).Bind(3, LastEnded - until.Ticks).Bind(4, limit);
        var rows = new List<(InstanceKey, long?)>();
        while (query.Step())
        {
            rows.Add((new InstanceKey(LastEnded - query.Int64(0), query.Int64(1)), query.IsNull(2) ? null : query.Int64(2)));
        }

        return rows;
    }

    private static List<InstanceRow> Rows(Statement query)
    {
        var rows = new List<InstanceRow>();
        while (query.Step())
        {
            rows.Add(InstanceTable.Read(query, withPayload: false));
        }

        return rows;
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
