using System.Collections.Concurrent;
using Cerniq.LocalHost.Durable.Running;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>Gives turns to instances that have messages: one at a time for an instance, a bounded number over all.</summary>
internal sealed class Dispatcher : IDisposable
{
    private readonly ConcurrentDictionary<long, Mailbox> _mailboxes = new();
    private readonly BoundedWork<Mailbox> _ready;
    private readonly LiveCache _cache;
    private readonly BusyCount _busy;
    private readonly Func<Mailbox, List<Message>, Task> _takeTurn;
    private volatile bool _stopping;

    public Dispatcher(DurableOptions options, TimeProvider clock, BusyCount busy, Func<Mailbox, List<Message>, Task> takeTurn)
    {
        _cache = new LiveCache(options.LiveInstanceCache, options.LiveInstanceIdle, clock, Evict);
        _busy = busy;
        _takeTurn = takeTurn;
        _ready = new BoundedWork<Mailbox>(options.MaxConcurrentOrchestrations, TurnAsync);
    }

    /// <summary>How many instances are in memory.</summary>
    public int InMemory => _mailboxes.Count;

    public void Start() => _ready.Start();

    /// <summary>Finishes the turns that are due.</summary>
    public Task StopAsync()
    {
        _stopping = true;
        return _ready.DrainAsync();
    }

    public void Dispose() => _cache.Dispose();

    public void Post(long instance, Message message) => Post(instance, mailbox => mailbox.Add(message));

    /// <summary>Puts messages before all that wait for the instance.</summary>
    public void PostFirst(long instance, IReadOnlyList<Message> messages) => Post(instance, mailbox => mailbox.AddFirst(messages));

    private void Post(long instance, Action<Mailbox> add)
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
                    _ready.Enqueue(mailbox);
                }

                return;
            }
        }
    }

    private async Task TurnAsync(Mailbox mailbox)
    {
        List<Message> messages;
        lock (mailbox)
        {
            messages = mailbox.TakeAll();
        }

        await _takeTurn(mailbox, messages);
        Rest(mailbox);
    }

    private void Rest(Mailbox mailbox)
    {
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
            if (mailbox.HasMessages && !_stopping)
            {
                _ready.Enqueue(mailbox);
                return;
            }

            mailbox.IsScheduled = false;
            if (mailbox.Live is null)
            {
                Retire(mailbox);
            }
        }

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
