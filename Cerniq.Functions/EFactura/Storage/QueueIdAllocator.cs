using System.Collections.Concurrent;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>Gives out queue ids: each once, always rising, for the whole deployment.</summary>
/// <remarks>Blocks reserved ahead by each process would not rise over all of them. Instead those who ask at one time on one
/// host share one write of the counter.</remarks>
public sealed class QueueIdAllocator(ITableStore tables) : IDisposable
{
    /// <summary>Ids stay exact in JSON numbers.</summary>
    public const long Limit = 1L << 53;

    private const string Row = "queue";

    private readonly ConcurrentQueue<TaskCompletionSource<long>> _waiting = new();
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>The next id.</summary>
    public async Task<long> NextAsync(CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue(mine);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!mine.Task.IsCompleted)
            {
                await ServeAllAsync(cancellationToken);
            }
        }
        finally
        {
            _gate.Release();
        }

        return await mine.Task;
    }

    public void Dispose() => _gate.Dispose();

    private async Task ServeAllAsync(CancellationToken cancellationToken)
    {
        var served = new List<TaskCompletionSource<long>>();
        while (_waiting.TryDequeue(out var next))
        {
            served.Add(next);
        }

        try
        {
            var first = await ReserveAsync(served.Count, cancellationToken);
            for (var i = 0; i < served.Count; i++)
            {
                served[i].SetResult(first + i);
            }
        }
        catch (Exception failure)
        {
            served.ForEach(waiter => waiter.TrySetException(failure));
            throw;
        }
    }

    private async Task<long> ReserveAsync(int count, CancellationToken cancellationToken)
    {
        await foreach (var _ in Races.TriesAsync(cancellationToken))
        {
            var found = await tables.GetAsync(EFacturaRows.Table, EFacturaRows.Ids, Row, cancellationToken);
            var last = found is null ? 0 : CerniqJson.Read<LastId>(found.Body).Last;
            if (last + count >= Limit)
            {
                throw new InvalidOperationException("The queue ids are used up.");
            }

            var body = CerniqJson.Write(new LastId(last + count));
            TableOperation write = found is null ? new TableOperation.Insert(Row, body) : new TableOperation.Replace(Row, body, found.ETag);
            if ((await tables.WriteAsync(EFacturaRows.Table, EFacturaRows.Ids, [write], cancellationToken)).Applied)
            {
                return last + 1;
            }
        }

        throw new TimeoutException("The counter of queue ids kept changing.");
    }

    private sealed record LastId(long Last);
}
