using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Data;

/// <summary>Reads and writes instances and their payloads.</summary>
internal static class InstanceTable
{
    public const string Columns =
        "i.seq, i.id, i.name, i.version, i.execution, i.status, i.created, i.updated, i.start_at, i.parent_seq, i.parent_id, "
        + "i.parent_name, i.parent_task, i.tags, i.begun, i.events, i.work, i.custom_status, i.since";

    public const string PayloadColumns = "coalesce(i.input, p.input), coalesce(i.output, p.output), p.failure";

    private const int FirstPayloadColumn = 19;

    /// <summary>Up to so many characters an input or output lies in the row of its instance, which is written anyway: what is
    /// longer is a page of its own, but does not swell what every turn rewrites.</summary>
    private const int ShortText = 512;

    /// <summary>So many numbers are put aside at a time.</summary>
    private const int NumbersAhead = 1000;

    private const string Full = $"SELECT {Columns}, {PayloadColumns} FROM instance i LEFT JOIN payload p ON p.instance = i.seq ";

    public static InstanceRow? Find(StoreSession session, string id)
    {
        using var query = session.Prepare(Full + "WHERE i.id = ?1").Bind(1, id);
        return query.Step() ? Read(query, withPayload: true) : null;
    }

    public static InstanceRow? Find(StoreSession session, long seq)
    {
        using var query = session.Prepare(Full + "WHERE i.seq = ?1").Bind(1, seq);
        return query.Step() ? Read(query, withPayload: true) : null;
    }

    /// <summary>An instance without its payloads.</summary>
    public static InstanceRow? FindBare(StoreSession session, string id)
    {
        using var query = session.Prepare($"SELECT {Columns} FROM instance i WHERE i.id = ?1").Bind(1, id);
        return query.Step() ? Read(query, withPayload: false) : null;
    }

    /// <summary>Number and status of an instance without reading the rest.</summary>
    public static (long Seq, OrchestrationRuntimeStatus Status)? Locate(StoreSession session, string id)
    {
        using var query = session.Prepare("SELECT seq, status FROM instance WHERE id = ?1").Bind(1, id);
        return query.Step() ? (query.Int64(0), (OrchestrationRuntimeStatus)query.Int64(1)) : null;
    }

    public static bool Exists(StoreSession session, long seq)
    {
        using var query = session.Prepare("SELECT 1 FROM instance WHERE seq = ?1").Bind(1, seq);
        return query.Step();
    }

    /// <summary>A number no lower than any ever stored.</summary>
    public static long LastNumber(StoreSession session)
    {
        using var query = session.Prepare("SELECT numbers FROM engine");
        return query.Step() ? query.Int64(0) : 0;
    }

    /// <summary>Writes a new instance under its number.</summary>
    public static void Insert(StoreSession session, InstanceRow row)
    {
        session.Prepare(
            """
            INSERT INTO instance(seq, id, name, version, execution, status, created, updated, start_at,
              parent_seq, parent_id, parent_name, parent_task, tags, begun, events, work, custom_status, since, place, input, output)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)
            """)
            .Bind(1, row.Seq).Bind(2, row.Id).Bind(3, row.Name).Bind(4, row.Version).Bind(5, row.ExecutionId).Bind(6, (long)row.Status)
            .Bind(7, row.Created.Ticks).Bind(8, row.Updated.Ticks).Bind(9, row.StartAt?.Ticks)
            .Bind(10, row.Parent?.Seq).Bind(11, row.Parent?.InstanceId).Bind(12, row.Parent?.Name).Bind(13, row.Parent?.TaskId)
            .Bind(14, row.Tags).Bind(15, row.Begun ? 1 : 0).Bind(16, row.Events).Bind(17, row.Work).Bind(18, row.CustomStatus)
            .Bind(19, row.WaitingSince.Ticks).Bind(20, InstancePlaces.Of(row)).Bind(21, Short(row.Input)).Bind(22, Short(row.Output))
            .Run();
        TryWriteLong(session, row);

        // A row that is written once for many numbers: they are not given again, whatever is purged before the next start.
        session.Prepare("UPDATE engine SET numbers = ?2 WHERE numbers < ?1").Bind(1, row.Seq).Bind(2, row.Seq + NumbersAhead).Run();
    }

    /// <summary>Writes what a turn may change, payload excepted.</summary>
    /// <param name="moves">What is new of the columns that indexes hold. SQLite rewrites the entries of every column that is
    /// named, whether it changes or not, and most turns change none of these.</param>
    /// <returns>False when the instance is no more.</returns>
    public static bool Update(StoreSession session, InstanceRow row, InstanceMoves moves)
    {
        var update = session.Prepare(UpdateSql(moves))
            .Bind(1, row.Seq).Bind(2, row.Updated.Ticks).Bind(3, row.Begun ? 1 : 0).Bind(4, row.Events).Bind(5, row.CustomStatus)
            .Bind(6, row.WaitingSince.Ticks).Bind(7, row.Work);
        if (moves.HasFlag(InstanceMoves.Place))
        {
            update.Bind(8, InstancePlaces.Of(row));
        }

        if (moves.HasFlag(InstanceMoves.Status))
        {
            update.Bind(9, (long)row.Status);
        }

        return update.Run() > 0;
    }

    private static string UpdateSql(InstanceMoves moves) => moves switch
    {
        InstanceMoves.None => $"{UpdateRow} WHERE seq = ?1",
        InstanceMoves.Place => $"{UpdateRow}, place = ?8 WHERE seq = ?1",
        InstanceMoves.Status => $"{UpdateRow}, status = ?9 WHERE seq = ?1",
        _ => $"{UpdateRow}, place = ?8, status = ?9 WHERE seq = ?1",
    };

    private const string UpdateRow =
        "UPDATE instance SET updated = ?2, begun = ?3, events = ?4, custom_status = ?5, since = ?6, work = ?7";

    /// <summary>Writes the execution and version that <c>ContinueAsNew</c> changes.</summary>
    public static void UpdateExecution(StoreSession session, InstanceRow row) => session.Prepare(
        "UPDATE instance SET execution = ?2, version = ?3 WHERE seq = ?1")
        .Bind(1, row.Seq).Bind(2, row.ExecutionId).Bind(3, row.Version)
        .Run();

    /// <summary>Writes input, output and failure of an instance that is stored.</summary>
    public static void WritePayload(StoreSession session, InstanceRow row)
    {
        session.Prepare("UPDATE instance SET input = ?2, output = ?3 WHERE seq = ?1")
            .Bind(1, row.Seq).Bind(2, Short(row.Input)).Bind(3, Short(row.Output))
            .Run();
        if (!TryWriteLong(session, row))
        {
            session.Prepare("DELETE FROM payload WHERE instance = ?1").Bind(1, row.Seq).Run();
        }
    }

    /// <returns>False when there is nothing of the kind, and nothing was written.</returns>
    private static bool TryWriteLong(StoreSession session, InstanceRow row)
    {
        var (input, output) = (Long(row.Input), Long(row.Output));
        if (input is null && output is null && row.Failure is null)
        {
            return false;
        }

        var write = session.Prepare("INSERT OR REPLACE INTO payload(instance, input, output, failure) VALUES(?1, ?2, ?3, ?4)")
            .Bind(1, row.Seq).Bind(2, input).Bind(3, output);
        if (row.Failure is not null)
        {
            var failure = new EventWriter();
            failure.Failure(row.Failure);
            write.Bind(4, failure.Written);
        }

        write.Run();
        return true;
    }

    private static string? Short(string? text) => text is { Length: <= ShortText } ? text : null;

    private static string? Long(string? text) => text is { Length: > ShortText } ? text : null;

    /// <summary>Removes an instance with all that is kept under its number, save messages and timers on their way to it: these
    /// find nobody and are cleared when they arrive.</summary>
    public static void Delete(StoreSession session, long seq)
    {
        session.Prepare("DELETE FROM history WHERE instance = ?1").Bind(1, seq).Run();
        session.Prepare("DELETE FROM payload WHERE instance = ?1").Bind(1, seq).Run();
        session.Prepare("DELETE FROM instance WHERE seq = ?1").Bind(1, seq).Run();
    }

    /// <summary>How many instances have a status, counting no further than <paramref name="limit"/>: a count must not read a
    /// million rows.</summary>
    public static int Count(StoreSession session, OrchestrationRuntimeStatus status, int limit)
    {
        using var query = session.Prepare("SELECT count(*) FROM (SELECT 1 FROM instance WHERE status = ?1 LIMIT ?2)")
            .Bind(1, (long)status).Bind(2, limit);
        return query.Step() ? (int)query.Int64(0) : 0;
    }

    public static List<(long Seq, string Id, OrchestrationRuntimeStatus Status)> Children(StoreSession session, long seq)
    {
        using var query = session.Prepare("SELECT seq, id, status FROM instance WHERE parent_seq = ?1 ORDER BY seq").Bind(1, seq);
        var children = new List<(long, string, OrchestrationRuntimeStatus)>();
        while (query.Step())
        {
            children.Add((query.Int64(0), query.Text(1), (OrchestrationRuntimeStatus)query.Int64(2)));
        }

        return children;
    }

    public static InstanceRow Read(Statement row, bool withPayload) => new()
    {
        Seq = row.Int64(0),
        Id = row.Text(1),
        Name = row.Text(2),
        Version = row.TextOrNull(3),
        ExecutionId = row.Text(4),
        Status = (OrchestrationRuntimeStatus)row.Int64(5),
        Created = Time(row.Int64(6)),
        Updated = Time(row.Int64(7)),
        StartAt = row.IsNull(8) ? null : Time(row.Int64(8)),
        Parent = row.IsNull(9) ? null : new ParentLink(row.Int64(9), row.Text(10), row.Text(11), (int)row.Int64(12)),
        Tags = row.TextOrNull(13),
        Begun = row.Int64(14) != 0,
        Events = (int)row.Int64(15),
        Work = (int)row.Int64(16),
        CustomStatus = row.TextOrNull(17),
        WaitingSince = Time(row.Int64(18)),
        Input = withPayload ? row.TextOrNull(FirstPayloadColumn) : null,
        Output = withPayload ? row.TextOrNull(FirstPayloadColumn + 1) : null,
        Failure = withPayload && !row.IsNull(FirstPayloadColumn + 2) ? ReadFailure(row.Bytes(FirstPayloadColumn + 2)) : null,
    };

    private static TaskFailureDetails? ReadFailure(ReadOnlySpan<byte> bytes) => new EventReader(bytes).Failure();

    private static DateTime Time(long ticks) => new(ticks, DateTimeKind.Utc);
}

/// <summary>Which of the columns that indexes hold are new.</summary>
[Flags]
internal enum InstanceMoves
{
    None = 0,
    Place = 1,
    Status = 2,
    All = Place | Status,
}
