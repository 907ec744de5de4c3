namespace Cerniq.LocalHost.Durable.Data;

/// <summary>Two steps of the schema that <see cref="FewerPages"/> has overtaken: open instances by how long they have waited, ended
/// ones by their end.</summary>
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
}
