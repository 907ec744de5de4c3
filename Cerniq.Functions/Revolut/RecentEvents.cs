using System.Collections.Concurrent;

namespace Cerniq.Functions.Revolut;

/// <summary>Remembers the events this process took lately, so that a second delivery that comes at once neither is queued again nor
/// answered before the first is durable.</summary>
internal sealed class RecentEvents
{
    private const int Generation = 50_000;

    private readonly Lock _gate = new();
    private ConcurrentDictionary<string, Task> _young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, Task> _old = new(StringComparer.Ordinal);
    private int _taken; // of the young; to ask a dictionary for its count would lock all of it

    /// <summary>Takes the event by <paramref name="take"/> unless that was done, is under way, or <paramref name="isKnown"/> says that
    /// it was done long ago.</summary>
    /// <returns>True when this call took it.</returns>
    public async Task<bool> OnceAsync(string identity, Func<Task> take, Func<Task<bool>> isKnown)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _old.TryGetValue(identity, out var known) ? known : _young.GetOrAdd(identity, mine.Task);
        if (first != mine.Task)
        {
            await first;
            return false;
        }

        try
        {
            var before = await isKnown();
            if (!before)
            {
                await take();
            }

            mine.SetResult();
            Age();
            return !before;
        }
        catch (Exception failure)
        {
            // Whoever waited for it is told as well, and the next delivery tries anew.
            _young.TryRemove(identity, out _);
            mine.SetException(failure);
            _ = mine.Task.Exception;
            throw;
        }
    }

    private void Age()
    {
        if (Interlocked.Increment(ref _taken) < Generation)
        {
            return;
        }

        lock (_gate)
        {
            if (_taken >= Generation)
            {
                _old = _young;
                _young = new ConcurrentDictionary<string, Task>(StringComparer.Ordinal);
                _taken = 0;
            }
        }
    }
}
