using Cerniq.LocalHost.Hosting;
using Cerniq.LocalHost.Storage;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Queues;

/// <summary>A durable queue with peek-lock: a message stays until its receiver says it is done.</summary>
/// <remarks>Thread-safe. At least once: after a crash, or when a lock runs out, a message is delivered again and its
/// delivery count has gone up; after <see cref="QueueOptions.MaxDeliveryCount"/> deliveries it becomes a dead letter.</remarks>
public sealed class LocalQueue : IDisposable
{
    internal const string TooManyDeliveries = "MaxDeliveryCountExceeded";

    private readonly QueueIndex _index;
    private readonly QueueStore _store;
    private readonly QueueOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _pausing = new(1);
    private volatile QueuePause? _pause;

    internal LocalQueue(string name, StoreDatabase database, QueueOptions options, TimeProvider time, ILogger log)
    {
        Name = name;
        _index = new QueueIndex(time);
        _store = new QueueStore(database, name);
        _options = options;
        _time = time;
        _log = log;
    }

    /// <summary>The queue's name.</summary>
    public string Name { get; }

    /// <summary>How long a lock lasts.</summary>
    public TimeSpan LockDuration => _options.LockDuration;

    /// <summary>How many messages it holds; counted as they come and go.</summary>
    public QueueCounts Counts => _index.Counts();

    /// <summary>Since when and why its messages are held back; null when they are not.</summary>
    public QueuePause? Pause => _pause;

    internal QueueIndex Index => _index;

    /// <summary>Holds its messages back until <see cref="ResumeAsync"/>, also after a restart. It still takes messages, and those
    /// being worked on are finished.</summary>
    /// <param name="reason">For those who look at it.</param>
    /// <param name="cancellationToken">Gives up while nothing has been written.</param>
    /// <returns>False when it was paused already: then that pause stands.</returns>
    public async Task<bool> PauseAsync(string? reason = null, CancellationToken cancellationToken = default)
    {
        await _pausing.WaitAsync(cancellationToken);
        try
        {
            var pause = new QueuePause(_time.GetUtcNow(), reason);
            if (_pause is not null || await _store.PauseAsync(pause, cancellationToken) == 0)
            {
                return false;
            }

            HoldBack(pause);
            return true;
        }
        finally
        {
            _pausing.Release();
        }
    }

    /// <summary>Hands its messages out again.</summary>
    /// <returns>False when it was not paused.</returns>
    public async Task<bool> ResumeAsync(CancellationToken cancellationToken = default)
    {
        await _pausing.WaitAsync(cancellationToken);
        try
        {
            if (await _store.ResumeAsync(cancellationToken) == 0)
            {
                return false;
            }

            _pause = null;
            _index.Resume();
            return true;
        }
        finally
        {
            _pausing.Release();
        }
    }

    /// <summary>Takes up a pause that is in the store.</summary>
    internal void HoldBack(QueuePause pause)
    {
        _pause = pause;
        _index.Pause();
    }

    /// <summary>Adds a message; it is on disk when this returns.</summary>
    /// <returns>False when it was a duplicate and was dropped.</returns>
    public async Task<bool> EnqueueAsync(QueueMessage message, CancellationToken cancellationToken = default) =>
        await EnqueueAsync([message], cancellationToken) == 1;

    /// <summary>Adds messages, all or none; they are on disk when this returns.</summary>
    /// <returns>How many were no duplicates.</returns>
    public async Task<int> EnqueueAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken = default)
    {
        var now = _time.GetUtcNow();
        ArrivingMessage[] arriving = [.. messages.Select(message => Arriving(message, now))];
        try
        {
            await _store.AddAsync(arriving, now, _options.DuplicateDetectionWindow, cancellationToken);
        }
        catch (Exception)
        {
            // The transaction may have given numbers before it failed.
            Array.ForEach(arriving, message => message.SequenceNumber = null);
            throw;
        }
        finally
        {
            Array.ForEach(arriving, Offer);
        }

        return arriving.Count(message => message.SequenceNumber is not null);
    }

    /// <summary>Waits for the next message and locks it.</summary>
    public Task<LockedMessage> ReceiveAsync(CancellationToken cancellationToken = default) =>
        ReceiveAsync(static () => Task.CompletedTask, cancellationToken);

    /// <param name="begin">Waited for before a delivery is counted.</param>
    internal async Task<LockedMessage> ReceiveAsync(Func<Task> begin, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (number, promised) = await _index.TakeAsync(cancellationToken);
            var message = await BeginDeliveryAsync(number, promised, begin);
            if (message is null)
            {
                _index.Forget();
            }
            else if (message.DeliveryCount > _options.MaxDeliveryCount)
            {
                await BuryAsync(message, TooManyDeliveries, $"It was delivered {_options.MaxDeliveryCount} times and never completed.");
            }
            else
            {
                _index.Lock(message, _options.LockDuration);
                return message;
            }
        }
    }

    /// <summary>The message is done with.</summary>
    /// <returns>False when the lock was lost: it will be, or was, delivered again.</returns>
    public async Task<bool> CompleteAsync(LockedMessage message)
    {
        if (!_index.Unlock(message))
        {
            return false;
        }

        await SettleAsync(message, () => _store.RemoveAsync(message.SequenceNumber));
        _index.Complete();
        return true;
    }

    /// <summary>Gives the message back; it is delivered again at once, or becomes a dead letter after its last delivery.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cause">Why, for the dead letter.</param>
    /// <returns>False when the lock was lost.</returns>
    public async Task<bool> AbandonAsync(LockedMessage message, string? cause = null)
    {
        if (!_index.Unlock(message))
        {
            return false;
        }

        if (message.DeliveryCount < _options.MaxDeliveryCount)
        {
            _index.PutBack(message.SequenceNumber);
            return true;
        }

        await BuryAsync(message, TooManyDeliveries, cause);
        return true;
    }

    /// <summary>Gives the message up.</summary>
    /// <returns>False when the lock was lost.</returns>
    public async Task<bool> DeadLetterAsync(LockedMessage message, string reason, string? description = null)
    {
        if (!_index.Unlock(message))
        {
            return false;
        }

        await BuryAsync(message, reason, description);
        return true;
    }

    /// <summary>Holds the message for another <see cref="LockDuration"/>.</summary>
    /// <returns>False when the lock was already lost.</returns>
    public bool RenewLock(LockedMessage message) => _index.Renew(message, _options.LockDuration);

    /// <summary>Dead letters in the order of their sequence numbers.</summary>
    /// <param name="after">Only those after this sequence number.</param>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<DeadLetter> DeadLetters(long after = 0, int limit = 100) => _store.ReadDead(after, limit);

    /// <summary>Offers a dead letter again as if it were new.</summary>
    /// <returns>False when there is no such dead letter.</returns>
    public async Task<bool> ReplayAsync(long sequenceNumber, CancellationToken cancellationToken = default)
    {
        if (await _store.ReviveAsync(sequenceNumber, _time.GetUtcNow(), cancellationToken) == 0)
        {
            return false;
        }

        _index.AddDead(-1);
        _index.Add(sequenceNumber, due: null);
        return true;
    }

    /// <summary>Removes a dead letter for good.</summary>
    /// <returns>False when there is no such dead letter.</returns>
    public async Task<bool> DiscardAsync(long sequenceNumber, CancellationToken cancellationToken = default)
    {
        if (await _store.DiscardDeadAsync(sequenceNumber, cancellationToken) == 0)
        {
            return false;
        }

        _index.AddDead(-1);
        return true;
    }

    /// <summary>Lets go of the queue's timers.</summary>
    public void Dispose()
    {
        _index.Dispose();
        _pausing.Dispose();
    }

    private ArrivingMessage Arriving(QueueMessage message, DateTimeOffset now)
    {
        var due = message.ScheduledEnqueueTime > now ? message.ScheduledEnqueueTime : null;
        return new ArrivingMessage(message, now, due, IsPromised: due is null && _index.Promise());
    }

    private void Offer(ArrivingMessage arrived)
    {
        switch (arrived)
        {
            case { IsPromised: true, SequenceNumber: not null }:
                _index.Keep(arrived.FirstDelivery());
                break;
            case { IsPromised: true }:
                _index.TakeBack();
                break;
            case { SequenceNumber: { } number }:
                _index.Add(number, arrived.Due);
                break;
        }
    }

    private async Task<LockedMessage?> BeginDeliveryAsync(long number, LockedMessage? promised, Func<Task> begin)
    {
        try
        {
            await begin();
            return promised ?? await _store.BeginDeliveryAsync(number);
        }
        catch (Exception)
        {
            _index.PutBack(number);
            throw;
        }
    }

    private async Task BuryAsync(LockedMessage message, string reason, string? description)
    {
        // What is only found to have been delivered too often was not handed out this time.
        var deliveries = Math.Min(message.DeliveryCount, _options.MaxDeliveryCount);
        await SettleAsync(message, () => _store.BuryAsync(message.SequenceNumber, deliveries, reason, description, _time.GetUtcNow()));
        _index.Bury();
        _log.MessageDead(message.MessageId, Name, reason);
    }

    private async Task SettleAsync(LockedMessage message, Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception)
        {
            _index.PutBack(message.SequenceNumber);
            throw;
        }
    }
}
