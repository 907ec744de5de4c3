using Cerniq.LocalHost.Durable.Data;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>The messages of one instance, and its live execution while it is kept. All members but <see cref="Live"/> are used
/// under the lock of the mailbox.</summary>
internal sealed class Mailbox(long instance)
{
    private List<Message> _messages = [];
    private bool _hadLastTurn;

    public long Instance { get; } = instance;

    /// <summary>A turn is due or under way; only that turn touches <see cref="Live"/>.</summary>
    public bool IsScheduled { get; set; }

    /// <summary>Taken out of the table: messages must go to a new mailbox.</summary>
    public bool IsRetired { get; set; }

    public bool HasMessages => _messages.Count > 0;

    public LiveInstance? Live { get; set; }

    public LinkedListNode<Mailbox>? CachePlace { get; set; }

    /// <summary>The row by which the cache finds the instance under its id; the cache's own.</summary>
    public InstanceRow? Findable { get; set; }

    /// <summary>When the instance last took a turn, by the engine's clock.</summary>
    public DateTimeOffset LastUsed { get; set; }

    /// <summary>True once: while the engine stops, an instance gets one more turn with what came during its last.</summary>
    public bool TakesLastTurn() => !_hadLastTurn && (_hadLastTurn = true);

    public void Add(Message message) => _messages.Add(message);

    /// <summary>Puts messages before those that wait already.</summary>
    public void AddFirst(IReadOnlyList<Message> messages) => _messages.InsertRange(0, messages);

    public List<Message> TakeAll()
    {
        var all = _messages;
        _messages = [];
        return all;
    }
}
