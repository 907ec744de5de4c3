using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Durable.Data;

/// <summary>Messages that are acknowledged but not yet part of a history.</summary>
internal static class InboxTable
{
    /// <summary>Stores a message.</summary>
    /// <returns>The message's number.</returns>
    public static long Add(StoreSession session, long instance, HistoryEvent message)
    {
        session.Prepare("INSERT INTO inbox(instance, event) VALUES(?1, ?2)")
            .Bind(1, instance).Bind(2, HistoryCodec.Encode(message))
            .Run();
        return session.LastInsertRowId;
    }

    public static void Remove(StoreSession session, long number) =>
        session.Prepare("DELETE FROM inbox WHERE no = ?1").Bind(1, number).Run();

    /// <summary>All messages in order; null for one that cannot be read.</summary>
    public static List<(long Number, long Instance, HistoryEvent? Message)> All(StoreSession session)
    {
        using var query = session.Prepare("SELECT no, instance, event FROM inbox ORDER BY no");
        var messages = new List<(long, long, HistoryEvent?)>();
        while (query.Step())
        {
            messages.Add((query.Int64(0), query.Int64(1), Decode(query.Bytes(2))));
        }

        return messages;
    }

    private static HistoryEvent? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var decoded = new List<HistoryEvent>(1);
            HistoryCodec.Decode(bytes, decoded);
            return decoded[0];
        }
        catch (Exception failure) when (UnreadableHistoryException.IsMeantBy(failure))
        {
            return null;
        }
    }
}
