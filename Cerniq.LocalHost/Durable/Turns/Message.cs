using Cerniq.LocalHost.Durable.History;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>Something that arrived for an instance.</summary>
/// <param name="Event">What happened; null only asks for a turn.</param>
/// <param name="InboxNumber">Where it is kept until a turn takes it; 0 when it is not stored: then a lost one is made again
/// (activities, timers, starts), or nobody was told that it was taken (<paramref name="Receipt"/>).</param>
/// <param name="ExecutionId">The execution it belongs to; null when it belongs to whichever runs.</param>
/// <param name="Receipt">Given once the message is on disk; null when nobody waits for that.</param>
/// <param name="Birth">The instance comes into being with this message.</param>
/// <param name="Stray">Its code came back from an await that is not durable; null when it did not.</param>
internal readonly record struct Message(
    HistoryEvent? Event, long InboxNumber = 0, string? ExecutionId = null, Receipt? Receipt = null, Birth? Birth = null, Stray? Stray = null);

/// <summary>Where an instance stood when its code came back from elsewhere. The code that did is perhaps in memory no more; the
/// instance still waits there unless it has gone on meanwhile.</summary>
/// <param name="Events">How long its history was.</param>
internal sealed record Stray(string ExecutionId, int Events);

/// <summary>A message and whom it is for.</summary>
internal readonly record struct Delivery(long Instance, Message Message);
