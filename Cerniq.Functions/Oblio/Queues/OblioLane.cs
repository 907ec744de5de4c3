using System.Collections.Concurrent;
using Cerniq.Functions.Operations;

namespace Cerniq.Functions.Oblio.Queues;

/// <summary>One queue in one worker.</summary>
internal sealed class OblioLane(int concurrency) : IDisposable
{
    private readonly SemaphoreSlim _places = new(concurrency, concurrency);
    private readonly ConcurrentDictionary<string, bool> _putOff = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _failed = new(StringComparer.Ordinal);
    private long _waiting;
    private long _active;
    private long _completed;

    public async Task<IDisposable> EnterAsync(string job, CancellationToken cancellationToken)
    {
        _putOff.TryRemove(job, out _);
        Interlocked.Increment(ref _waiting);
        try
        {
            await _places.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        Interlocked.Increment(ref _active);
        return new Place(this);
    }

    public void Completed(string job)
    {
        Interlocked.Increment(ref _completed);
        _putOff.TryRemove(job, out _);
        _failed.TryRemove(job, out _);
    }

    /// <summary>It is tried again later by its orchestration.</summary>
    public void PutOff(string job) => _putOff[job] = true;

    public void Failed(string job)
    {
        _failed[job] = true;
        _putOff.TryRemove(job, out _);
    }

    public void Dispose() => _places.Dispose();

    public QueueReport Report(bool paused) => new(
        Interlocked.Read(ref _waiting), Interlocked.Read(ref _active), Interlocked.Read(ref _completed), _failed.Count, _putOff.Count, paused);

    private sealed class Place(OblioLane lane) : IDisposable
    {
        public void Dispose()
        {
            Interlocked.Decrement(ref lane._active);
            lane._places.Release();
        }
    }
}
