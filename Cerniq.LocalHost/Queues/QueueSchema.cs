namespace Cerniq.LocalHost.Queues;

/// <summary>The tables of the queues. Times are Unix milliseconds; locks live in memory, for one process holds the store.</summary>
internal static class QueueSchema
{
    public const string Sql = """
        CREATE TABLE IF NOT EXISTS queue_message (
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          queue TEXT NOT NULL COLLATE NOCASE,
          message_id TEXT NOT NULL,
          dead INTEGER NOT NULL DEFAULT 0,
          due_at INTEGER NOT NULL,
          enqueued_at INTEGER NOT NULL,
          delivery_count INTEGER NOT NULL DEFAULT 0,
          correlation_id TEXT,
          subject TEXT,
          content_type TEXT,
          properties TEXT,
          dead_at INTEGER,
          dead_reason TEXT,
          dead_description TEXT,
          body BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS queue_waiting ON queue_message (queue, due_at) WHERE dead = 0;
        CREATE INDEX IF NOT EXISTS queue_dead ON queue_message (queue, seq) WHERE dead = 1;
        CREATE TABLE IF NOT EXISTS queue_seen (
          queue TEXT NOT NULL COLLATE NOCASE,
          message_id TEXT NOT NULL,
          until INTEGER NOT NULL,
          PRIMARY KEY (queue, message_id)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS queue_seen_until ON queue_seen (until);
        CREATE TABLE IF NOT EXISTS queue_paused (
          queue TEXT NOT NULL COLLATE NOCASE PRIMARY KEY,
          since INTEGER NOT NULL,
          reason TEXT) WITHOUT ROWID;

        """;
}
