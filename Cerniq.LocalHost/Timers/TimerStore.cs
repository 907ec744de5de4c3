using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Timers;

/// <summary>Keeps when each timer ran and will run. Times are Unix milliseconds.</summary>
internal sealed class TimerStore(StoreDatabase database)
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS timer_status (
          name TEXT PRIMARY KEY COLLATE NOCASE,
          last INTEGER,
          next INTEGER NOT NULL,
          updated INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS timer_begun (
          name TEXT PRIMARY KEY COLLATE NOCASE,
          deaths INTEGER NOT NULL) WITHOUT ROWID;

        """;

    public TimerStatus? Read(string name) => database.Read(session =>
    {
        using var row = session.Prepare("SELECT last, next, updated FROM timer_status WHERE name = ?1").Bind(1, name);
        return row.Step()
            ? new TimerStatus(row.IsNull(0) ? null : Time(row.Int64(0)), Time(row.Int64(1)), Time(row.Int64(2)))
            : null;
    });

    /// <summary>Notes, on disk, that a run begins as the host starts.</summary>
    /// <returns>How many such runs in a row were begun before it and not ended: the process died in them.</returns>
    public Task<int> BeginAtStartAsync(string name) => database.WriteAsync(session =>
    {
        var deaths = 0;
        using (var row = session.Prepare("SELECT deaths FROM timer_begun WHERE name = ?1").Bind(1, name))
        {
            deaths = row.Step() ? (int)row.Int64(0) : 0;
        }

        session.Prepare("INSERT OR REPLACE INTO timer_begun (name, deaths) VALUES (?1, ?2)").Bind(1, name).Bind(2, (long)deaths + 1).Run();
        return deaths;
    });

    /// <summary>The run has ended, whatever came of it.</summary>
    public Task<int> EndAtStartAsync(string name) => database.WriteAsync(session =>
        session.Prepare("DELETE FROM timer_begun WHERE name = ?1").Bind(1, name).Run());

    public Task WriteAsync(string name, TimerStatus status) => database.WriteAsync(session =>
        session
            .Prepare("""
                INSERT INTO timer_status (name, last, next, updated) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (name) DO UPDATE SET last = excluded.last, next = excluded.next, updated = excluded.updated
                """)
            .Bind(1, name)
            .Bind(2, status.Last?.ToUnixTimeMilliseconds())
            .Bind(3, status.Next.ToUnixTimeMilliseconds())
            .Bind(4, status.Updated.ToUnixTimeMilliseconds())
            .Run());

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}

/// <summary>When a timer ran and will run.</summary>
/// <param name="Last">The last run; null before the first.</param>
/// <param name="Next">The next run expected.</param>
/// <param name="Updated">When this was written.</param>
internal sealed record TimerStatus(DateTimeOffset? Last, DateTimeOffset Next, DateTimeOffset Updated);
