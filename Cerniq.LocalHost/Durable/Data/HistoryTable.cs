using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Durable.Data;

/// <summary>The histories: one row for the events of one turn.</summary>
internal static class HistoryTable
{
    /// <summary>The events of an instance in order.</summary>
    /// <exception cref="UnreadableHistoryException">They are damaged, or of a newer release.</exception>
    public static List<HistoryEvent> Read(StoreSession session, long instance)
    {
        try
        {
            return ReadRows(session, instance);
        }
        catch (Exception failure) when (UnreadableHistoryException.IsMeantBy(failure))
        {
            throw new UnreadableHistoryException(instance, failure);
        }
    }

    private static List<HistoryEvent> ReadRows(StoreSession session, long instance)
    {
        using var query = session.Prepare("SELECT events FROM history WHERE instance = ?1 ORDER BY first").Bind(1, instance);
        var events = new List<HistoryEvent>();
        while (query.Step())
        {
            HistoryCodec.Decode(query.Bytes(0), events);
        }

        return events;
    }

    /// <summary>Adds the events of one turn.</summary>
    /// <param name="first">How many events the history held before.</param>
    public static void Append(StoreSession session, long instance, int first, ReadOnlySpan<byte> events) =>
        session.Prepare("INSERT INTO history(instance, first, events) VALUES(?1, ?2, ?3)")
            .Bind(1, instance).Bind(2, first).Bind(3, events)
            .Run();

    public static void Clear(StoreSession session, long instance) =>
        session.Prepare("DELETE FROM history WHERE instance = ?1").Bind(1, instance).Run();
}
