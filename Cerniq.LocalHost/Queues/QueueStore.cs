using System.Text.Json;
using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Queues;

/// <summary>The statements of one queue. Each runs inside a transaction of the store's writer.</summary>
internal sealed class QueueStore(StoreDatabase database, string queue)
{
    private const string Columns =
        "seq, message_id, delivery_count, enqueued_at, correlation_id, subject, content_type, properties, body";

    /// <summary>Adds the messages and gives them their numbers; those whose id was seen before are left out and have none. The first
    /// delivery of a promised one is counted with it.</summary>
    public Task AddAsync(ArrivingMessage[] messages, DateTimeOffset now, TimeSpan window, CancellationToken cancellation) =>
        database.WriteAsync(
            session =>
            {
                Array.ForEach(messages, message => message.SequenceNumber = Add(session, message, now, window));
                return true;
            },
            cancellation);

    /// <summary>Counts a delivery and reads the message; null when it is not there.</summary>
    public Task<LockedMessage?> BeginDeliveryAsync(long sequenceNumber) => database.WriteAsync(session =>
    {
        using var row = session
            .Prepare($"UPDATE queue_message SET delivery_count = delivery_count + 1 WHERE seq = ?1 AND dead = 0 RETURNING {Columns}")
            .Bind(1, sequenceNumber);
        var message = row.Step() ? ReadMessage(row) : null;
        while (message is not null && row.Step())
        {
            // A statement with RETURNING is over only when it has no more rows.
        }

        return message;
    });

    public Task<int> RemoveAsync(long sequenceNumber) =>
        database.WriteAsync(session => session.Prepare("DELETE FROM queue_message WHERE seq = ?1").Bind(1, sequenceNumber).Run());

    public Task<int> BuryAsync(long sequenceNumber, int deliveries, string reason, string? description, DateTimeOffset now) =>
        database.WriteAsync(session => session
            .Prepare("""
                UPDATE queue_message SET dead = 1, delivery_count = ?5, dead_at = ?2, dead_reason = ?3, dead_description = ?4
                WHERE seq = ?1 AND dead = 0
                """)
            .Bind(1, sequenceNumber).Bind(2, now.ToUnixTimeMilliseconds()).Bind(3, reason).Bind(4, description).Bind(5, (long)deliveries).Run());

    /// <summary>Makes a dead message a new one.</summary>
    public Task<int> ReviveAsync(long sequenceNumber, DateTimeOffset now, CancellationToken cancellation) =>
        database.WriteAsync(
            session => session
                .Prepare("""
                    UPDATE queue_message
                    SET dead = 0, delivery_count = 0, due_at = ?3, dead_at = NULL, dead_reason = NULL, dead_description = NULL
                    WHERE seq = ?1 AND queue = ?2 AND dead = 1
                    """)
                .Bind(1, sequenceNumber).Bind(2, queue).Bind(3, now.ToUnixTimeMilliseconds()).Run(),
            cancellation);

    public Task<int> DiscardDeadAsync(long sequenceNumber, CancellationToken cancellation) =>
        database.WriteAsync(
            session => session
                .Prepare("DELETE FROM queue_message WHERE seq = ?1 AND queue = ?2 AND dead = 1").Bind(1, sequenceNumber).Bind(2, queue).Run(),
            cancellation);

    public Task<int> PauseAsync(QueuePause pause, CancellationToken cancellation) => database.WriteAsync(
        session => session
            .Prepare("INSERT OR IGNORE INTO queue_paused (queue, since, reason) VALUES (?1, ?2, ?3)")
            .Bind(1, queue).Bind(2, pause.Since.ToUnixTimeMilliseconds()).Bind(3, pause.Reason).Run(),
        cancellation);

    public Task<int> ResumeAsync(CancellationToken cancellation) => database.WriteAsync(
        session => session.Prepare("DELETE FROM queue_paused WHERE queue = ?1").Bind(1, queue).Run(), cancellation);

    public IReadOnlyList<DeadLetter> ReadDead(long after, int limit) => database.Read(session =>
    {
        using var rows = session
            .Prepare("""
                SELECT seq, message_id, body, delivery_count, dead_reason, dead_description, enqueued_at, dead_at, correlation_id, subject
                FROM queue_message WHERE queue = ?1 AND dead = 1 AND seq > ?2 ORDER BY seq LIMIT ?3
                """)
            .Bind(1, queue).Bind(2, after).Bind(3, (long)limit);
        var letters = new List<DeadLetter>();
        while (rows.Step())
        {
            letters.Add(new DeadLetter(
                rows.Int64(0), rows.Text(1), BinaryData.FromBytes(rows.Bytes(2).ToArray()), (int)rows.Int64(3), rows.Text(4), rows.TextOrNull(5),
                Time(rows.Int64(6)), Time(rows.Int64(7)), rows.TextOrNull(8), rows.TextOrNull(9)));
        }

        return letters;
    });

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static LockedMessage ReadMessage(Statement row) => new()
    {
        SequenceNumber = row.Int64(0),
        MessageId = row.Text(1),
        DeliveryCount = (int)row.Int64(2),
        EnqueuedTime = Time(row.Int64(3)),
        CorrelationId = row.TextOrNull(4),
        Subject = row.TextOrNull(5),
        ContentType = row.TextOrNull(6),
        ApplicationProperties = row.TextOrNull(7) is { } json
            ? JsonSerializer.Deserialize(json, QueueJson.Default.DictionaryStringString)!
            : new Dictionary<string, string>(),
        Body = BinaryData.FromBytes(row.Bytes(8).ToArray()),
    };

    private long? Add(StoreSession session, ArrivingMessage arriving, DateTimeOffset now, TimeSpan window)
    {
        var message = arriving.Message;
        if (message.MessageId is { } id && !Remember(session, id, now, window))
        {
            return null;
        }

        var properties = message.ApplicationProperties is { Count: > 0 } given
            ? JsonSerializer.Serialize(new Dictionary<string, string>(given), QueueJson.Default.DictionaryStringString)
            : null;
        session
            .Prepare("""
                INSERT INTO queue_message
                  (queue, message_id, due_at, enqueued_at, correlation_id, subject, content_type, properties, body, delivery_count)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                """)
            .Bind(1, queue).Bind(2, arriving.Id)
            .Bind(3, (arriving.Due ?? now).ToUnixTimeMilliseconds()).Bind(4, now.ToUnixTimeMilliseconds())
            .Bind(5, message.CorrelationId).Bind(6, message.Subject).Bind(7, message.ContentType)
            .Bind(8, properties).Bind(9, message.Body.ToMemory().Span).Bind(10, arriving.IsPromised ? 1L : 0L)
            .Run();
        return session.LastInsertRowId;
    }

    private bool Remember(StoreSession session, string messageId, DateTimeOffset now, TimeSpan window)
    {
        var time = now.ToUnixTimeMilliseconds();
        session.Prepare("DELETE FROM queue_seen WHERE until <= ?1").Bind(1, time).Run();
        return session
            .Prepare("INSERT INTO queue_seen (queue, message_id, until) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")
            .Bind(1, queue).Bind(2, messageId).Bind(3, (now + window).ToUnixTimeMilliseconds()).Run() > 0;
    }
}
