using System.Collections.Concurrent;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Services;

/// <summary>Keeps the limits among all workers and through restarts: what was called and what is booked is in the store.</summary>
/// <remarks>Every tenant has its own windows, so that one tenant's crowd is not in another's way; and who would have to wait long is
/// told when to come back, so that a crowd holds no worker either.</remarks>
public sealed class StoreRateGate(ITableStore tables, RateLimitOptions options, ServiceMetrics metrics, TimeProvider clock) : IRateGate
{
    /// <summary>Who cannot come back waits so long in all; a worker is not to sit on its lease.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Who can come back holds a worker no longer than this.</summary>
    public static readonly TimeSpan LongestWaitForATurn = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Partition, string Service, string Class), TurnDesk> _desks = new();

    public async ValueTask<DateTimeOffset> WaitAsync(string tenant, string service, string endpoint, CancellationToken cancellationToken)
    {
        if (options.Limits.For(service, endpoint) is not { } of)
        {
            return clock.GetUtcNow();
        }

        var desk = DeskOf(of, service, tenant);
        var holder = BookedTurn.Holder;
        var until = clock.GetUtcNow() + (holder is null ? LongestWait : LongestWaitForATurn);
        for (var hit = false; ; hit = true)
        {
            var paused = await PausedUntilAsync(tenant, service, cancellationToken);
            var (wait, at) = await desk.AskAsync(holder, paused, cancellationToken);
            metrics.LimitLeaves(service, tenant, endpoint, desk.Remaining);
            if (wait == TimeSpan.Zero)
            {
                return at;
            }

            if (!hit)
            {
                metrics.LimitHit(service, tenant, endpoint);
            }

            if (clock.GetUtcNow() + wait > until)
            {
                throw new RateGateClosedException(wait);
            }

            await Task.Delay(wait, clock, cancellationToken);
        }
    }

    public async ValueTask AnsweredAsync(
        string tenant, string service, string endpoint, DateTimeOffset letThrough, CancellationToken cancellationToken)
    {
        if (options.Limits.For(service, endpoint) is { } of && clock.GetUtcNow() - letThrough > of.OnTheWay)
        {
            await DeskOf(of, service, tenant).ArrivedLateAsync(letThrough, cancellationToken);
        }
    }

    public async ValueTask PauseAsync(string tenant, string service, TimeSpan duration, CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + duration;
        if (until > await PausedUntilAsync(tenant, service, cancellationToken))
        {
            await tables.WriteAsync(
                TurnRows.Table,
                tenant,
                [new TableOperation.Upsert(TurnRows.Pause(service), CerniqJson.Write(new TurnRow(until)))],
                cancellationToken);
        }
    }

    /// <summary>The turn that a holder has booked and waits for; null when there is none.</summary>
    public async Task<DateTimeOffset?> BookedAsync(string tenant, string holder, CancellationToken cancellationToken)
    {
        DateTimeOffset? latest = null;
        foreach (var partition in new[] { tenant, TurnRows.AllTenants })
        {
            var page = await tables.QueryAsync(
                TurnRows.Table, partition, TableRange.StartingWith(TurnRows.TurnsOf(holder), 10), cancellationToken);
            foreach (var row in page.Rows)
            {
                var at = CerniqJson.Read<TurnRow>(row.Body).At;
                latest = latest > at ? latest : at;
            }
        }

        return latest;
    }

    private TurnDesk DeskOf(RateClass of, string service, string tenant)
    {
        var partition = TurnRows.PartitionOf(of, tenant);
        return _desks.GetOrAdd(
            (partition, service, of.Name), key => new TurnDesk(of, service, key.Partition, tables, clock));
    }

    private async Task<DateTimeOffset> PausedUntilAsync(string tenant, string service, CancellationToken cancellationToken) =>
        await tables.GetAsync(TurnRows.Table, tenant, TurnRows.Pause(service), cancellationToken) is { } row
            ? CerniqJson.Read<TurnRow>(row.Body).At
            : DateTimeOffset.MinValue;
}
