using System.Collections.Concurrent;
using Cerniq.LocalHost.Hosting;
using Cerniq.LocalHost.Storage;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Queues;

/// <summary>The host's queues, by name whatever its case. Registered as a service: the app sends through it.</summary>
public sealed class LocalQueues : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<LocalQueue>> _queues = new(StringComparer.OrdinalIgnoreCase);
    private readonly StoreDatabase _database;
    private readonly QueueOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    internal LocalQueues(HostDatabase database, QueueOptions options, TimeProvider time, ILogger<LocalQueues> log)
        : this(database.Store, options, time, log)
    {
    }

    internal LocalQueues(StoreDatabase database, QueueOptions options, TimeProvider time, ILogger log)
    {
        _database = database;
        _options = options;
        _time = time;
        _log = log;
        Load();
    }

    /// <summary>The names of all queues that exist.</summary>
    public IEnumerable<string> Names => _queues.Keys.Order(StringComparer.OrdinalIgnoreCase);

    /// <summary>A queue; it comes into being when first named.</summary>
    public LocalQueue this[string name] =>
        _queues.GetOrAdd(name, queue => new Lazy<LocalQueue>(() => new LocalQueue(queue, _database, _options, _time, _log))).Value;

    /// <summary>Sends a message; it is on disk when this returns. A duplicate is dropped without a word.</summary>
    public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken = default) =>
        this[queue].EnqueueAsync(message, cancellationToken);

    /// <summary>Sends messages, all or none; they are on disk when this returns.</summary>
    public Task SendAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken = default) =>
        this[queue].EnqueueAsync(messages, cancellationToken);

    /// <summary>Lets go of the queues' timers; what they hold stays on disk.</summary>
    public void Dispose()
    {
        foreach (var queue in _queues.Values)
        {
            queue.Value.Dispose();
        }
    }

    /// <summary>Finds what was left in the store; nothing is locked, for locks end with their process.</summary>
    private void Load() => _database.Read(session =>
    {
        using var waiting = session.Prepare("SELECT queue, seq, due_at FROM queue_message INDEXED BY queue_waiting WHERE dead = 0");
        while (waiting.Step())
        {
            this[waiting.Text(0)].Index.Add(waiting.Int64(1), DateTimeOffset.FromUnixTimeMilliseconds(waiting.Int64(2)));
        }

        using var dead = session.Prepare("SELECT queue, COUNT(*) FROM queue_message INDEXED BY queue_dead WHERE dead = 1 GROUP BY queue");
        while (dead.Step())
        {
            this[dead.Text(0)].Index.AddDead((int)dead.Int64(1));
        }

        using var paused = session.Prepare("SELECT queue, since, reason FROM queue_paused");
        while (paused.Step())
        {
            this[paused.Text(0)].HoldBack(new QueuePause(DateTimeOffset.FromUnixTimeMilliseconds(paused.Int64(1)), paused.TextOrNull(2)));
        }

        return true;
    });
}
