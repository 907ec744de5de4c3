using System.Collections.Concurrent;
using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.Running;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>Gives turns to instances that have messages: one at a time for an instance, a bounded number over all.</summary>
internal sealed class Dispatcher : IDisposable
{
    private readonly ConcurrentDictionary<long, Mailbox> _mailboxes = new();
    private readonly BoundedWork<Mailbox> _ready;
    private readonly LiveCache _cache;
    private readonly BusyCount _busy;
    private readonly BusyCount _turns = new();
    private readonly Action<Mailbox, List<Message>> _takeTurn;
    private volatile bool _stopping;

    /// <summary>Makes a dispatcher.</summary>
    /// <param name="takeTurn">Takes a turn and calls <see cref="Rest"/> when it is over, there or later.</param>
    public Dispatcher(DurableOptions options, TimeProvider clock, BusyCount busy, Action<Mailbox, List<Message>> takeTurn)
    {
        _cache = new LiveCache(options.LiveInstanceCache, options.LiveInstanceIdle, clock, Evict);
        _busy = busy;
        _takeTurn = takeTurn;
        _ready = new BoundedWork<Mailbox>(options.MaxConcurrentOrchestrations, Turn);
    }

    /// <summary>How many instances are in memory.</summary>
    public int InMemory => _mailboxes.Count;

    /// <summary>An instance that is in memory and has not ended, not even by a turn that is still on its way to the disk; the
    /// store is asked of all others.</summary>
    public InstanceRow? FindGoingOn(string id) => _cache.Find(id) is { IsFinished: false } row ? row : null;

    public void Start() => _ready.Start();

    /// <summary>Completes when no turn is due or under way.</summary>
    public Task WhenIdleAsync() => _turns.WhenIdleAsync();

    /// <summary>Finishes the turns that are due, and takes one more with what came meanwhile.</summary>
    public Task StopAsync()
    {
        _stopping = true;
        return _turns.WhenIdleAsync();
    }

    public void Dispose() => _cache.Dispose();

    public void Post(long instance, Message message) => Post(instance, mailbox => mailbox.Add(message));

    /// <summary>Posts, and takes a turn that is due on the calling thread, if one more may be taken: an answer then needs no other
    /// thread to wake up for it.</summary>
    public void PostAndHelp(long instance, Message message)
    {
        Post(instance, mailbox => mailbox.Add(message), begin: false);
        _ready.Help();
    }

    /// <summary>Puts messages before all that wait for the instance.</summary>
    public void PostFirst(long instance, IReadOnlyList<Message> messages) => Post(instance, mailbox => mailbox.AddFirst(messages));

    private void Post(long instance, Action<Mailbox> add, bool begin = true)
    {
        while (true)
        {
            var mailbox = _mailboxes.GetOrAdd(instance, static number => new Mailbox(number));
            lock (mailbox)
            {
                if (mailbox.IsRetired)
                {
                    continue;
                }

                add(mailbox);
                if (!mailbox.IsScheduled)
                {
                    mailbox.IsScheduled = true;
                    _busy.Enter();
                    _turns.Enter();
                    _ready.Enqueue(mailbox, begin);
                }

                return;
            }
        }
    }

    private Task Turn(Mailbox mailbox)
    {
        List<Message> messages;
        lock (mailbox)
        {
            messages = mailbox.TakeAll();
        }

        _takeTurn(mailbox, messages);
        return Task.CompletedTask;
    }

    /// <summary>The turn of a mailbox is over: another one is due if messages came meanwhile.</summary>
    public void Rest(Mailbox mailbox)
    {
        List<Message>? left = null;
        if (mailbox.Live is not null && !_cache.IsOff)
        {
            _cache.Touch(mailbox);
        }
        else
        {
            mailbox.Live = null;
            _cache.Forget(mailbox);
        }

        lock (mailbox)
        {
            if (mailbox.HasMessages && (!_stopping || mailbox.TakesLastTurn()))
            {
                _ready.Enqueue(mailbox);
                return;
            }

            left = mailbox.HasMessages ? mailbox.TakeAll() : null;

            mailbox.IsScheduled = false;
            if (mailbox.Live is null)
            {
                Retire(mailbox);
            }
        }

        left?.ForEach(static message => message.Receipt?.Refuse(new InvalidOperationException("The durable engine stops.")));
        _turns.Leave();
        _busy.Leave();
    }

    private void Evict(Mailbox mailbox)
    {
        lock (mailbox)
        {
            if (!mailbox.IsScheduled)
            {
                mailbox.Live = null;
                Retire(mailbox);
            }
        }
    }

    private void Retire(Mailbox mailbox)
    {
        mailbox.IsRetired = true;
        _mailboxes.TryRemove(KeyValuePair.Create(mailbox.Instance, mailbox));
    }
}
