namespace Cerniq.LocalHost.Durable.Data;

/// <summary>The step that took out of the beginning and the end of an instance the pages that could go.</summary>
internal static class FewerPages
{
    /// <summary>The table is made anew, for only so does it lose its <c>AUTOINCREMENT</c>, whose row is a page for every new
    /// instance. What is short of input and output lies in it from now on; what older instances have stays in <c>payload</c>.
    /// <c>place</c> stands for <c>touched</c>, <c>ended</c> and the index of work (<see cref="InstancePlaces"/>), and the index of
    /// statuses has the newest first: what runs lies beside what ended last, and ending is one page of it, not two.</summary>
    public const string Schema =
        """
        ALTER TABLE engine ADD COLUMN numbers INTEGER NOT NULL DEFAULT 0;
        UPDATE engine SET numbers = coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'instance'), 0);

        CREATE TABLE instance_anew(
          seq INTEGER PRIMARY KEY,
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
          custom_status TEXT,
          since INTEGER NOT NULL,
          place INTEGER NOT NULL,
          input TEXT,
          output TEXT);
        INSERT INTO instance_anew
          SELECT seq, id, name, version, execution, status, created, updated, start_at, parent_seq, parent_id, parent_name,
            parent_task, tags, begun, events, work, custom_status, coalesce(since, updated),
            CASE
              WHEN status IN (1, 3, 5) THEN 9223372036854775807 - updated
              WHEN work > 0 THEN 1099511627776 + coalesce(since, updated) / 600000000
              ELSE coalesce(since, updated) / 600000000
            END,
            NULL, NULL
          FROM instance;
        DROP TABLE instance;
        ALTER TABLE instance_anew RENAME TO instance;

        CREATE UNIQUE INDEX instance_by_id ON instance(id);
        CREATE INDEX instance_by_status ON instance(status, created DESC, seq DESC);
        CREATE INDEX instance_by_status_and_id ON instance(status, id);
        CREATE INDEX instance_by_created ON instance(created, seq);
        CREATE INDEX instance_by_place ON instance(place, seq);
        CREATE INDEX instance_by_parent ON instance(parent_seq) WHERE parent_seq IS NOT NULL;
        """;
}
