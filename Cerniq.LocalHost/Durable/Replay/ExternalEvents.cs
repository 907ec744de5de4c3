using Cerniq.LocalHost.Durable.History;
using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Durable.Replay;

/// <summary>Events from outside and who waits for them, by name without regard to case. Waiters are a stack: the newest gets
/// the next event, and a cancelled one that is on top swallows it, as in the official engine.</summary>
internal sealed class ExternalEvents(DataConverter converter, PassThread thread)
{
    private readonly Dictionary<string, Stack<Waiter>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly LinkedList<EventRaised> _buffer = [];

    /// <summary>Names that live waiters wait for, with the time each began to wait.</summary>
    public IEnumerable<(string Name, DateTime Since)> Waiting =>
        _waiters.SelectMany(stack => stack.Value.Where(waiter => waiter.IsLive).Select(waiter => (stack.Key, waiter.Since)));

    /// <summary>When the oldest live waiter began to wait; null when there is none.</summary>
    public DateTime? WaitingSince
    {
        get
        {
            DateTime? since = null;
            foreach (var stack in _waiters.Values)
            {
                foreach (var waiter in stack)
                {
                    if (waiter.IsLive && !(waiter.Since >= since))
                    {
                        since = waiter.Since;
                    }
                }
            }

            return since;
        }
    }

    public bool HasLiveWaiters => _waiters.Values.Any(stack => stack.Any(waiter => waiter.IsLive));

    public Task<T> WaitFor<T>(string name, DateTime now, CancellationToken cancellation)
    {
        if (TakeBuffered(name) is { } buffered)
        {
            return Task.FromResult(converter.Deserialize<T>(buffered.Input)!);
        }

        if (!_waiters.TryGetValue(name, out var stack))
        {
            _waiters.Add(name, stack = new Stack<Waiter>());
        }

        if (stack.TryPeek(out var other) && other.Type != typeof(T))
        {
            throw new ArgumentException(
                $"Events named '{name}' are already awaited as {other.Type}; they cannot be awaited as {typeof(T)} at the same time.",
                nameof(name));
        }

        var waiter = new Waiter<T>(converter, now);
        stack.Push(waiter);
        if (cancellation.CanBeCanceled)
        {
            waiter.CancelWith(thread, cancellation);
        }

        return waiter.Task;
    }

    /// <summary>Hands the event to the newest waiter of its name, or keeps it.</summary>
    public void Raise(EventRaised raised)
    {
        if (!_waiters.TryGetValue(raised.Name, out var stack) || !stack.TryPop(out var waiter))
        {
            _buffer.AddLast(raised);
            return;
        }

        if (stack.Count == 0)
        {
            _waiters.Remove(raised.Name);
        }

        waiter.Deliver(raised.Input);
    }

    /// <summary>Takes out everything nobody has asked for yet, oldest first.</summary>
    public IReadOnlyList<EventRaised> TakeAllBuffered()
    {
        var all = _buffer.ToArray();
        _buffer.Clear();
        return all;
    }

    private EventRaised? TakeBuffered(string name)
    {
        for (var node = _buffer.First; node is not null; node = node.Next)
        {
            if (string.Equals(node.Value.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                _buffer.Remove(node);
                return node.Value;
            }
        }

        return null;
    }

    private abstract class Waiter(DateTime since)
    {
        public DateTime Since { get; } = since;

        public abstract Type Type { get; }

        public abstract bool IsLive { get; }

        public abstract void Deliver(string? payload);
    }

    private sealed class Waiter<T>(DataConverter converter, DateTime since) : Waiter(since)
    {
        private readonly TaskCompletionSource<T> _source = new();
        private CancellationTokenRegistration _cancelling;

        public override Type Type => typeof(T);

        public override bool IsLive => !_source.Task.IsCompleted;

        public Task<T> Task => _source.Task;

        public void CancelWith(PassThread thread, CancellationToken cancellation) =>
            _cancelling = cancellation.Register(() => thread.RunOrStray(() => _source.TrySetCanceled(cancellation)));

        public override void Deliver(string? payload)
        {
            _cancelling.Dispose();
            try
            {
                _source.TrySetResult(converter.Deserialize<T>(payload)!);
            }
            catch (Exception unreadable)
            {
                _source.TrySetException(unreadable);
            }
        }
    }
}
