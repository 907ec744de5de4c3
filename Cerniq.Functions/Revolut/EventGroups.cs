using System.Text;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.Revolut;

/// <summary>Puts events on the queue. Those that come while others are being written travel together: one message, one write and one
/// disk sync for all of them, and as little work for whoever takes them from the queue. One group is on its way at a time: two would be
/// half as large, and each costs the same.</summary>
internal sealed class EventGroups(IEventQueue queue, string name)
{
    private const int MostEvents = 64;
    private const int MostBytes = 128 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _sending;

    /// <summary>Durable when it is done.</summary>
    public Task SendAsync(QueuedEvent queued)
    {
        var mine = new Waiting(queued);
        lock (_gate)
        {
            _waiting.Enqueue(mine);
            if (_sending)
            {
                return mine.Sent.Task;
            }

            _sending = true;
        }

        _ = SendAllAsync();
        return mine.Sent.Task;
    }

    private async Task SendAllAsync()
    {
        await GatherAsync();
        while (Next() is { Count: > 0 } group)
        {
            try
            {
                var message = Encoding.UTF8.GetString(new EventGroup([.. group.Select(waiting => waiting.Queued)]).Write().Span);
                await queue.SendAsync(name, message, CancellationToken.None);
                group.ForEach(waiting => waiting.Sent.SetResult());
                await GatherAsync();
            }
            catch (Exception failure)
            {
                // Each of them learns it, and each delivery is answered accordingly.
                group.ForEach(waiting => waiting.Sent.TrySetException(failure));
            }
        }
    }

    /// <summary>Lets those come along who stand at the door at this moment, for as long as there are more: else the first of many would
    /// travel alone, and the rest wait for its return.</summary>
    private async Task GatherAsync()
    {
        int before, now = 0;
        do
        {
            before = now;
            await Task.Yield();
            lock (_gate)
            {
                now = _waiting.Count;
            }
        }
        while (now > before && now < MostEvents);
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

            _sending = group.Count > 0;
            return group;
        }
    }

    private sealed class Waiting(QueuedEvent queued)
    {
        public QueuedEvent Queued => queued;

        public TaskCompletionSource Sent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
