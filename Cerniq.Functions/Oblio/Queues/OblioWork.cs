using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Oblio.Queues;

/// <summary>Runs the jobs of the Oblio queues: so many at a time, none while a queue is paused, and all of them counted.</summary>
public sealed class OblioWork(ITableStore tables) : IDisposable
{
    private const string Table = "oblioqueues";
    private const string Paused = "paused";

    private readonly Dictionary<string, OblioLane> _lanes = OblioQueue.All.ToDictionary(
        queue => queue.Name, queue => new OblioLane(queue.Concurrency), StringComparer.Ordinal);

    /// <summary>Runs a job when it is its turn in its queue; its calls to Oblio book their turns under the deal's name.</summary>
    /// <exception cref="QueuePausedException">It is not to run now.</exception>
    public async Task<T> RunAsync<T>(
        OblioQueue queue, DealKey deal, Func<CancellationToken, Task<T>> job, CancellationToken cancellationToken)
    {
        var lane = _lanes[queue.Name];
        var name = $"{deal.Tenant}/{deal.Subject}";
        if (await IsPausedAsync(queue, cancellationToken))
        {
            lane.PutOff(name);
            throw new QueuePausedException(queue.Name);
        }

        using var place = await lane.EnterAsync(name, cancellationToken);
        using var turn = BookedTurn.For(deal.Subject);
        try
        {
            var result = await job(cancellationToken);
            lane.Completed(name);
            return result;
        }
        catch
        {
            lane.PutOff(name);
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var lane in _lanes.Values)
        {
            lane.Dispose();
        }
    }

    /// <summary>A step of the deal has used up its retries; it counts as failed until it comes off.</summary>
    public void Failed(OblioQueue queue, DealKey deal) => _lanes[queue.Name].Failed($"{deal.Tenant}/{deal.Subject}");

    /// <summary>Lets no more jobs of the queue begin; those that run are finished. All workers keep to it, also after a restart.</summary>
    public Task PauseAsync(OblioQueue queue, CancellationToken cancellationToken) =>
        tables.WriteAsync(Table, Paused, [new TableOperation.Upsert(RowKey.Of(queue.Name), CerniqJson.Write(queue.Name))], cancellationToken);

    public Task ResumeAsync(OblioQueue queue, CancellationToken cancellationToken) =>
        tables.WriteAsync(Table, Paused, [new TableOperation.Delete(RowKey.Of(queue.Name))], cancellationToken);

    /// <summary>The queues as this worker sees them: counts are of the jobs that it has run since it began.</summary>
    public async Task<IReadOnlyDictionary<string, QueueReport>> ReadAsync(CancellationToken cancellationToken)
    {
        var reports = new SortedDictionary<string, QueueReport>(StringComparer.Ordinal);
        foreach (var queue in OblioQueue.All)
        {
            reports[queue.Name] = _lanes[queue.Name].Report(await IsPausedAsync(queue, cancellationToken));
        }

        return reports;
    }

    private async Task<bool> IsPausedAsync(OblioQueue queue, CancellationToken cancellationToken) =>
        await tables.GetAsync(Table, Paused, RowKey.Of(queue.Name), cancellationToken) is not null;
}
