using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.Running;
using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>After several processes in a row were killed, an orchestrator's own code may be what kills them. For a while turns are
/// then taken one at a time, and each is noted on disk before its code runs: the note that is found after the next death names the
/// instance. What would be stored with the turn only is stored before it, so that a start or an event that kills is found too.</summary>
internal sealed class CarefulTurns : IDisposable
{
    /// <summary>A process that lives so long was not killed by what it took up.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly EngineParts _parts;
    private readonly Lock _lock = new();
    private readonly Queue<(Mailbox Mailbox, List<Message> Messages)> _due = new();
    private readonly ITimer _survival;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HashSet<long> _suspects = [];
    private TaskCompletionSource? _drained;
    private volatile bool _isOn;

    public CarefulTurns(EngineParts parts)
    {
        _parts = parts;
        _survival = parts.Clock.CreateTimer(_ => Survive(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>True while every turn is to be handed to <see cref="Take"/>.</summary>
    public bool IsOn => _isOn;

    /// <summary>Begins a run of the engine.</summary>
    public void Begin(RunBefore before)
    {
        _suspects = [.. before.Suspects];
        _isOn = before.Kills >= Suspects.Deaths;
        if (before.Kills > 0)
        {
            _survival.Change(Period, Timeout.InfiniteTimeSpan);
        }
    }

    public void Take(Mailbox mailbox, List<Message> messages)
    {
        lock (_lock)
        {
            _due.Enqueue((mailbox, messages));
            if (_drained is not null)
            {
                return;
            }

            _drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _ = Task.Run(TakeAllAsync);
    }

    /// <summary>Completes when care is taken no longer.</summary>
    public Task Over => _over.Task;

    /// <summary>Completes when a suspected activity may begin: no turn is due, or care is taken no longer.</summary>
    public Task WhenClearAsync() => _isOn ? Task.WhenAny(_parts.Dispatcher.WhenIdleAsync(), _over.Task) : Task.CompletedTask;

    /// <summary>Completes when no turn waits to be taken.</summary>
    public Task DrainedAsync()
    {
        lock (_lock)
        {
            return _drained?.Task ?? Task.CompletedTask;
        }
    }

    public void Dispose() => _survival.Dispose();

    private async Task TakeAllAsync()
    {
        while (true)
        {
            while (Next() is { } due)
            {
                await TakeAsync(due.Mailbox, due.Messages);
            }

            await WriteAsync(static session => SuspectTable.NoteTurn(session, null));
            lock (_lock)
            {
                if (_due.Count == 0)
                {
                    _drained!.SetResult();
                    _drained = null;
                    return;
                }
            }
        }
    }

    private (Mailbox Mailbox, List<Message> Messages)? Next()
    {
        lock (_lock)
        {
            return _due.TryDequeue(out var due) ? due : null;
        }
    }

    private async Task TakeAsync(Mailbox mailbox, List<Message> messages)
    {
        if (messages.Exists(static message => message.Receipt is not null))
        {
            _parts.Turns.StoreFirst(mailbox, messages);
            return;
        }

        var instance = mailbox.Instance;
        await WriteAsync(session => SuspectTable.NoteTurn(session, instance));
        _parts.Turns.TakeNow(mailbox, messages);
        if (!_parts.Faults.IsCut && _suspects.Remove(instance))
        {
            await WriteAsync(session => SuspectTable.Remove(session, instance, SuspectTable.TurnTask));
        }
    }

    /// <summary>A note that is refused is missed only if this very turn kills: the turn itself meets the same trouble, and tells it.</summary>
    private async Task WriteAsync(Func<StoreSession, int> write)
    {
        try
        {
            await (_parts.Faults.IsCut ? Task.CompletedTask : _parts.Store.WriteAsync(write));
        }
        catch (Exception refused) when (refused is StoreException or ObjectDisposedException)
        {
            _parts.Log.TurnNotNoted(refused);
        }
    }

    private void Survive()
    {
        _isOn = false;
        _over.TrySetResult();
        _ = WriteAsync(SuspectTable.Survive);
    }
}
