using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Data;

/// <summary>The ids of instances that ended in a span of time, the oldest end first.</summary>
/// <param name="Statuses">How they ended; null for any.</param>
/// <param name="From">Inclusive; UTC.</param>
/// <param name="To">Inclusive; UTC.</param>
internal sealed record EndedInstances(IReadOnlySet<OrchestrationRuntimeStatus>? Statuses, DateTime From, DateTime To)
{
    public const string Sql =
        "SELECT i.place, i.seq, i.status, i.id FROM instance i INDEXED BY instance_by_place "
        + "WHERE (i.place, i.seq) < (?1, ?2) AND i.place >= ?3 ORDER BY i.place DESC, i.seq DESC LIMIT ?4";

    /// <summary>How they ended is not in the index: an answer looks at so many and leaves the rest to the next.</summary>
    private const int MaxLookedAt = 5000;

    /// <exception cref="ArgumentException">The token is not of this list.</exception>
    public Page<string> Page(StoreSession session, int size, string? token)
    {
        var after = token is null ? new InstanceKey(From.Ticks, long.MaxValue) : InstanceKey.Parse(token);
        var most = Math.Max(MaxLookedAt, Math.Min(size, int.MaxValue - 1));
        using var query = session.Prepare(Sql)
            .Bind(1, InstancePlaces.LastEnded - after.Time).Bind(2, after.Seq).Bind(3, InstancePlaces.LastEnded - To.Ticks).Bind(4, most + 1);
        var ids = new List<string>();
        for (var lookedAt = 0; query.Step(); lookedAt++)
        {
            if (ids.Count == size || lookedAt == most)
            {
                return new Page<string>(ids, after.Token);
            }

            after = new InstanceKey(InstancePlaces.LastEnded - query.Int64(0), query.Int64(1));
            if (Statuses is null || Statuses.Contains((OrchestrationRuntimeStatus)query.Int64(2)))
            {
                ids.Add(query.Text(3));
            }
        }

        return new Page<string>(ids);
    }
}
