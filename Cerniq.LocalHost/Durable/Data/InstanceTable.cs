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

    public const string PayloadColumns = "p.input, p.output, p.failure";

    private const int FirstPayloadColumn = 19;

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

    /// <summary>The highest number ever given.</summary>
    public static long LastNumber(StoreSession session)
    {
        using var query = session.Prepare("SELECT seq FROM sqlite_sequence WHERE name = 'instance'");
        return query.Step() ? query.Int64(0) : 0;
    }

    /// <summary>Writes a new instance, under its number if it has one.</summary>
    /// <returns>Its number.</returns>
    public static long Insert(StoreSession session, InstanceRow row)
    {
        session.Prepare(
            """
            INSERT INTO instance(seq, id, name, version, execution, status, created, updated, start_at,
              parent_seq, parent_id, parent_name, parent_task, tags, begun, events, work, custom_status, touched, since)
            VALUES(?18, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?19, ?20)
            """)
            .Bind(18, row.Seq == 0 ? null : row.Seq)
            .Bind(1, row.Id).Bind(2, row.Name).Bind(3, row.Version).Bind(4, row.ExecutionId).Bind(5, (long)row.Status)
            .Bind(6, row.Created.Ticks).Bind(7, row.Updated.Ticks).Bind(8, row.StartAt?.Ticks)
            .Bind(9, row.Parent?.Seq).Bind(10, row.Parent?.InstanceId).Bind(11, row.Parent?.Name).Bind(12, row.Parent?.TaskId)
            .Bind(13, row.Tags).Bind(14, row.Begun ? 1 : 0).Bind(15, row.Events).Bind(16, row.Work).Bind(17, row.CustomStatus)
            .Bind(19, row.IsFinished ? null : InstancesByUpdate.Minute(row.WaitingSince)).Bind(20, row.WaitingSince.Ticks)
            .Run();
        var seq = session.LastInsertRowId;
        WritePayload(session, seq, row);
        return seq;
    }

    /// <summary>Writes what a turn may change, payload excepted.</summary>
    /// <param name="moves">What is new of the columns that indexes hold. SQLite rewrites the entries of every column that is
    /// named, whether it changes or not, and most turns change none of these.</param>
    /// <returns>False when the instance is no more.</returns>
    public static bool Update(StoreSession session, InstanceRow row, InstanceMoves moves)
    {
        var update = session.Prepare(UpdateSql(moves))
            .Bind(1, row.Seq).Bind(2, row.Updated.Ticks).Bind(3, row.Begun ? 1 : 0).Bind(4, row.Events).Bind(5, row.CustomStatus)
            .Bind(6, row.WaitingSince.Ticks);
        if (moves.HasFlag(InstanceMoves.Work))
        {
            update.Bind(7, row.Work);
        }

        if (moves.HasFlag(InstanceMoves.Status))
        {
            update.Bind(8, (long)row.Status);
        }

        return update.Run() > 0;
    }

    private static string UpdateSql(InstanceMoves moves) => moves switch
    {
        InstanceMoves.None => $"{UpdateRow} WHERE seq = ?1",
        InstanceMoves.Work => $"{UpdateRow}, work = ?7 WHERE seq = ?1",
        InstanceMoves.Status => $"{UpdateRow}, status = ?8 WHERE seq = ?1",
        _ => $"{UpdateRow}, work = ?7, status = ?8 WHERE seq = ?1",
    };

    private const string UpdateRow = "UPDATE instance SET updated = ?2, begun = ?3, events = ?4, custom_status = ?5, since = ?6";

    /// <summary>Writes the execution and version that <c>ContinueAsNew</c> changes.</summary>
    public static void UpdateExecution(StoreSession session, InstanceRow row) => session.Prepare(
        "UPDATE instance SET execution = ?2, version = ?3 WHERE seq = ?1")
        .Bind(1, row.Seq).Bind(2, row.ExecutionId).Bind(3, row.Version)
        .Run();

    public static void WritePayload(StoreSession session, long seq, InstanceRow row)
    {
        if (row is { Input: null, Output: null, Failure: null })
        {
            session.Prepare("DELETE FROM payload WHERE instance = ?1").Bind(1, seq).Run();
            return;
        }

        var write = session.Prepare("INSERT OR REPLACE INTO payload(instance, input, output, failure) VALUES(?1, ?2, ?3, ?4)")
            .Bind(1, seq).Bind(2, row.Input).Bind(3, row.Output);
        if (row.Failure is not null)
        {
            var failure = new EventWriter();
            failure.Failure(row.Failure);
            write.Bind(4, failure.Written);
        }

        write.Run();
    }

    /// <summary>Removes an instance with all that is kept under its number, save messages and timers on their way to it: these
    /// find nobody and are cleared when they arrive.</summary>
    public static void Delete(StoreSession session, long seq)
    {
        session.Prepare("DELETE FROM history WHERE instance = ?1").Bind(1, seq).Run();
        session.Prepare("DELETE FROM payload WHERE instance = ?1").Bind(1, seq).Run();
        session.Prepare("DELETE FROM instance WHERE seq = ?1").Bind(1, seq).Run();
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

    /// <summary>Instances that a restart must take up, oldest first.</summary>
    public static List<InstanceRow> WithWork(StoreSession session)
    {
        using var query = session.Prepare($"SELECT {Columns} FROM instance i INDEXED BY instance_with_work WHERE i.work > 0 ORDER BY i.seq");
        var rows = new List<InstanceRow>();
        while (query.Step())
        {
            rows.Add(Read(query, withPayload: false));
        }

        return rows;
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
    Work = 1,
    Status = 2,
    All = Work | Status,
}
