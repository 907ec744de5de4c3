using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Durable.Data;

/// <summary>The tables of a task hub. Times are UTC ticks.</summary>
/// <remarks>
/// <c>instance</c> is small because most turns rewrite it; what is large is in <c>payload</c> and <c>history</c>.
/// <c>work</c> counts the open activities, plus one for a first turn or a rewind that is due: a restart finds by it what it
/// must take up, without reading the instances that merely wait. <c>seq</c> is never given twice, so a timer or message
/// of an instance that was purged or replaced reaches nobody: <c>engine.numbers</c> is no lower than any that was ever stored.
/// What an instance costs to begin and to end is the pages of these tables and indexes that it touches.
/// </remarks>
internal static class DurableSchema
{
    public static StoreSchema Current { get; } = new(
        """
        CREATE TABLE instance(
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          id TEXT NOT NULL,
          name TEXT NOT NULL,
          version TEXT,
          execution TEXT NOT NULL,
          status INTEGER NOT NULL,
          created INTEGER NOT NULL,
          updated INTEGER NOT NULL,
          start_at INTEGER,
          parent_seq INTEGER,
          parent_id TEXT,
          parent_name TEXT,
          parent_task INTEGER,
          tags TEXT,
          begun INTEGER NOT NULL,
          events INTEGER NOT NULL,
          work INTEGER NOT NULL,
          custom_status TEXT);
        CREATE UNIQUE INDEX instance_by_id ON instance(id);
        CREATE INDEX instance_by_status ON instance(status, created, seq);
        CREATE INDEX instance_by_status_and_id ON instance(status, id);
        CREATE INDEX instance_by_created ON instance(created, seq);
        CREATE INDEX instance_with_work ON instance(seq) WHERE work > 0;
        CREATE INDEX instance_by_parent ON instance(parent_seq) WHERE parent_seq IS NOT NULL;

        CREATE TABLE payload(instance INTEGER PRIMARY KEY, input TEXT, output TEXT, failure BLOB);

        CREATE TABLE history(
          instance INTEGER NOT NULL,
          first INTEGER NOT NULL,
          events BLOB NOT NULL,
          PRIMARY KEY(instance, first)) WITHOUT ROWID;

        CREATE TABLE inbox(no INTEGER PRIMARY KEY, instance INTEGER NOT NULL, event BLOB NOT NULL);

        CREATE TABLE timer(
          due INTEGER NOT NULL,
          instance INTEGER NOT NULL,
          task INTEGER NOT NULL,
          PRIMARY KEY(due, instance, task)) WITHOUT ROWID;
        """,
        """
        CREATE TABLE engine(running INTEGER NOT NULL);
        INSERT INTO engine(running) VALUES(0);
        CREATE TABLE suspect(
          instance INTEGER NOT NULL,
          task INTEGER NOT NULL,
          execution TEXT NOT NULL,
          deaths INTEGER NOT NULL,
          runs_alone INTEGER NOT NULL,
          PRIMARY KEY(instance, task)) WITHOUT ROWID;
        """,
        InstancesByUpdate.Schema,
        InstancesByUpdate.WaitsSchema,
        """
        ALTER TABLE engine ADD COLUMN kills INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE engine ADD COLUMN turn INTEGER;
        """,
        FewerPages.Schema);
}
