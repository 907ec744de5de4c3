using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Durable.Data;

/// <summary>A timer that has yet to fire, in the order of firing. Task <see cref="Start"/> is the delayed start of the instance.</summary>
internal readonly record struct TimerKey(DateTime Due, long Instance, int Task) : IComparable<TimerKey>
{
    public const int Start = -1;

    public int CompareTo(TimerKey other) => (Due, Instance, Task).CompareTo((other.Due, other.Instance, other.Task));

    public static bool operator <(TimerKey left, TimerKey right) => left.CompareTo(right) < 0;

    public static bool operator >(TimerKey left, TimerKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(TimerKey left, TimerKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(TimerKey left, TimerKey right) => left.CompareTo(right) >= 0;
}

/// <summary>Timers by the time they are due.</summary>
internal static class TimerTable
{
    public static void Add(StoreSession session, TimerKey timer) =>
        session.Prepare("INSERT OR IGNORE INTO timer(due, instance, task) VALUES(?1, ?2, ?3)")
            .Bind(1, timer.Due.Ticks).Bind(2, timer.Instance).Bind(3, timer.Task)
            .Run();

    public static void Remove(StoreSession session, TimerKey timer) =>
        session.Prepare("DELETE FROM timer WHERE due = ?1 AND instance = ?2 AND task = ?3")
            .Bind(1, timer.Due.Ticks).Bind(2, timer.Instance).Bind(3, timer.Task)
            .Run();

    /// <summary>Timers after <paramref name="after"/> that are due no later than <paramref name="until"/>, in order.</summary>
    public static List<TimerKey> Next(StoreSession session, TimerKey after, DateTime until, int limit)
    {
        using var query = session.Prepare(
            """
            SELECT due, instance, task FROM timer
            WHERE (due, instance, task) > (?1, ?2, ?3) AND due <= ?4 ORDER BY due, instance, task LIMIT ?5
            """)
            .Bind(1, after.Due.Ticks).Bind(2, after.Instance).Bind(3, after.Task).Bind(4, until.Ticks).Bind(5, limit);
        var timers = new List<TimerKey>();
        while (query.Step())
        {
            timers.Add(new TimerKey(new DateTime(query.Int64(0), DateTimeKind.Utc), query.Int64(1), (int)query.Int64(2)));
        }

        return timers;
    }

    public static DateTime? FirstDue(StoreSession session)
    {
        using var query = session.Prepare("SELECT min(due) FROM timer");
        return query.Step() && !query.IsNull(0) ? new DateTime(query.Int64(0), DateTimeKind.Utc) : null;
    }
}
