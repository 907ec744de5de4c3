using System.Collections.Concurrent;

namespace Cerniq.LocalHost.Durable.Running;

/// <summary>Runs queued items on the thread pool, in order of arrival and a bounded number at a time. Nothing waits for work: a
/// worker begins with an item and ends with the queue.</summary>
internal sealed class BoundedWork<T>(int parallel, Func<T, Task> run)
{
    private readonly ConcurrentQueue<T> _queue = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _parallel = Math.Max(1, parallel);
    private int _workers;
    private volatile bool _started;
    private volatile bool _closed;

    public void Start()
    {
        _started = true;
        Interlocked.MemoryBarrier(); // whoever added an item and did not see that this has started is seen here
        for (var i = 0; i < Math.Min(_parallel, _queue.Count); i++)
        {
            TryBegin();
        }
    }

    /// <summary>Adds an item.</summary>
    /// <param name="begin">False when the caller calls <see cref="Help"/> next, or is itself an item of this work that is about to
    /// end: then its worker takes this one.</param>
    public void Enqueue(T item, bool begin = true)
    {
        _queue.Enqueue(item);
        if (begin)
        {
            TryBegin();
        }
    }

    /// <summary>Runs one item on the calling thread, if there is one and one more may be run.</summary>
    public void Help()
    {
        if (!_started || !TryEnter())
        {
            return;
        }

        if (_queue.TryDequeue(out var item))
        {
            var running = run(item);
            if (!running.IsCompletedSuccessfully)
            {
                _ = WorkAfterAsync(running);
                return;
            }
        }

        Leave();
    }

    /// <summary>Completes when the queue is empty and no item is being run. Items that come later may not be run.</summary>
    public Task DrainAsync()
    {
        _closed = true;
        Interlocked.MemoryBarrier(); // the last worker sees that this is closed, or is not seen here
        if (Volatile.Read(ref _workers) == 0)
        {
            _ended.TrySetResult();
        }

        return _ended.Task;
    }

    private void TryBegin()
    {
        if (_started && TryEnter())
        {
            ThreadPool.UnsafeQueueUserWorkItem(static pool => _ = pool.WorkAsync(), this, preferLocal: false);
        }
    }

    private bool TryEnter()
    {
        var workers = Volatile.Read(ref _workers);
        while (workers < _parallel)
        {
            var found = Interlocked.CompareExchange(ref _workers, workers + 1, workers);
            if (found == workers)
            {
                return true;
            }

            workers = found;
        }

        return false;
    }

    private async Task WorkAsync()
    {
        while (_queue.TryDequeue(out var item))
        {
            await run(item);
        }

        Leave();
    }

    private async Task WorkAfterAsync(Task running)
    {
        await running;
        await WorkAsync();
    }

    private void Leave()
    {
        // An item that came after the last look and found all workers busy must not be left lying.
        var left = Interlocked.Decrement(ref _workers);
        if (!_queue.IsEmpty)
        {
            TryBegin();
        }
        else if (left == 0 && _closed)
        {
            _ended.TrySetResult();
        }
    }
}
