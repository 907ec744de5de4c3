namespace Cerniq.Sandbox.Storage;

/// <content>What is kept beside the things: counters, files and what becomes due.</content>
internal sealed partial class StoreSession
{
    /// <summary>Adds one to a counter that starts so that the first answer is <paramref name="first"/>.</summary>
    public long Next(string counter, long first = 1)
    {
        using var rows = Query(
            "INSERT INTO counters(name, value) VALUES($0, $1) ON CONFLICT(name) DO UPDATE SET value=value+1 RETURNING value", counter, first);
        return rows.Read() ? rows.GetInt64(0) : throw new InvalidOperationException($"The counter {counter} gave no value.");
    }

    /// <summary>What a counter last gave; null when it was never used.</summary>
    public long? Current(string counter)
    {
        using var rows = Query("SELECT value FROM counters WHERE name=$0", counter);
        return rows.Read() ? rows.GetInt64(0) : null;
    }

    public void SetCounter(string counter, long value) =>
        Run("INSERT INTO counters(name, value) VALUES($0, $1) ON CONFLICT(name) DO UPDATE SET value=excluded.value", counter, value);

    public void PutBlob(string name, byte[] bytes) =>
        Run("INSERT INTO blobs(name, bytes) VALUES($0, $1) ON CONFLICT(name) DO UPDATE SET bytes=excluded.bytes", name, bytes);

    public byte[]? Blob(string name)
    {
        using var rows = Query("SELECT bytes FROM blobs WHERE name=$0", name);
        return rows.Read() ? (byte[])rows.GetValue(0) : null;
    }

    public void DeleteBlob(string name) => Run("DELETE FROM blobs WHERE name=$0", name);

    public void Schedule(string kind, string id, long at) =>
        Run("INSERT INTO due(kind, id, at) VALUES($0, $1, $2) ON CONFLICT(kind, id) DO UPDATE SET at=excluded.at", kind, id, at);

    public void Unschedule(string kind, string id) => Run("DELETE FROM due WHERE kind=$0 AND id=$1", kind, id);

    public bool IsDue(string kind, string id, long now)
    {
        using var rows = Query("SELECT 1 FROM due WHERE kind=$0 AND id=$1 AND at<=$2", kind, id, now);
        return rows.Read();
    }

    /// <summary>What is due, the longest overdue first.</summary>
    public IReadOnlyList<string> Due(string kind, long now, int limit = 256)
    {
        var ids = new List<string>();
        using var rows = Query("SELECT id FROM due WHERE kind=$0 AND at<=$1 ORDER BY at, id LIMIT $2", kind, now, limit);
        while (rows.Read())
        {
            ids.Add(rows.GetString(0));
        }

        return ids;
    }
}
