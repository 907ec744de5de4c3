using System.Text;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Revolut;

/// <summary>Puts events on the queue. Those that come while others are being written travel together: one message, one write and one
/// disk sync for all of them, and as little work for whoever takes them from the queue.</summary>
internal sealed class EventGroups(IEventQueue queue, string name)
{
    private const int MostEvents = 64;
    private const int MostBytes = 128 * 1024;

    /// <summary>While one group is on its way to the disk another is written.</summary>
    private const int AtOnce = 2;

    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private int _underWay;

    /// <summary>Durable when it is done.</summary>
    public Task SendAsync(QueuedEvent queued)
    {
        var mine = new Waiting(queued);
        lock (_gate)
        {
            _waiting.Enqueue(mine);
            if (_underWay == AtOnce)
            {
                return mine.Sent.Task;
            }

            _underWay++;
        }

        _ = SendAllAsync();
        return mine.Sent.Task;
    }

    private async Task SendAllAsync()
    {
        while (Next() is { Count: > 0 } group)
        {
            try
            {
                var message = Encoding.UTF8.GetString(new EventGroup([.. group.Select(waiting => waiting.Queued)]).Write().Span);
                await queue.SendAsync(name, Guid.CreateVersion7().ToString("N"), message, CancellationToken.None);
                group.ForEach(waiting => waiting.Sent.SetResult());
            }
            catch (Exception failure)
            {
                // Each of them learns it, and each delivery is answered accordingly.
                group.ForEach(waiting => waiting.Sent.TrySetException(failure));
            }
        }
    }

    /// <summary>All that wait, as far as one message holds them; with none left this sender ends.</summary>
    private List<Waiting> Next()
    {
        lock (_gate)
        {
            var group = new List<Waiting>(Math.Min(_waiting.Count, MostEvents));
            var bytes = 0;
            while (group.Count < MostEvents && bytes < MostBytes && _waiting.TryDequeue(out var next))
            {
                group.Add(next);
                bytes += Math.Min(next.Queued.Body.Length, EventGroup.MostBody);
            }

            if (group.Count == 0)
            {
                _underWay--;
            }

            return group;
        }
    }

    private sealed class Waiting(QueuedEvent queued)
    {
        public QueuedEvent Queued => queued;

        public TaskCompletionSource Sent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
