using Cerniq.LocalHost.Durable.Client;
using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Replay;
using Cerniq.LocalHost.Durable.Running;
using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>Runs the turns: loads or keeps the instance, lets the code go on, hands in one write; once that is on disk, tells
/// everyone concerned.</summary>
internal sealed class TurnRunner(EngineParts parts, ITaskCatalog catalog)
{
    private readonly TurnTelling _telling = new(parts);
    private readonly TurnTrouble _trouble = new(parts);

    /// <summary>Takes one turn; the mailbox is given back when its write is on disk, which may be after this returns.</summary>
    public void Run(Mailbox mailbox, List<Message> messages)
    {
        if (parts.Careful.IsOn)
        {
            parts.Careful.Take(mailbox, messages);
        }
        else
        {
            TakeNow(mailbox, messages);
        }
    }

    /// <summary>Stores what would be stored with its turn only, and gives the mailbox back: the turn is due again then.</summary>
    public void StoreFirst(Mailbox mailbox, List<Message> messages)
    {
        if (parts.Faults.IsCut)
        {
            End(mailbox, messages, CommandOutcome.Missing, keep: false);
            return;
        }

        _trouble.StoreFirst(mailbox.Instance, messages);
        parts.Dispatcher.Rest(mailbox);
    }

    /// <inheritdoc cref="SettingAside.SetAsideAtStart"/>
    public void SetAsideAtStart(long instance, Exception cause) => _trouble.SetAsideAtStart(instance, cause);

    /// <summary>Takes one turn at once.</summary>
    public void TakeNow(Mailbox mailbox, List<Message> messages)
    {
        try
        {
            if (parts.Faults.IsCut)
            {
                End(mailbox, messages, CommandOutcome.Missing, keep: false);
            }
            else
            {
                Begin(mailbox, messages);
            }
        }
        catch (ObjectDisposedException) when (parts.IsStopping)
        {
            // Code that was awaited elsewhere, or an activity that nobody waited for, came back after the end.
            GiveUp(mailbox, messages);
        }
        catch (Exception failure)
        {
            Fail(mailbox, messages, failure);
        }
    }

    private void GiveUp(Mailbox mailbox, List<Message> messages)
    {
        mailbox.Live = null;
        parts.Dispatcher.Rest(mailbox);
        messages.ForEach(static message => message.Receipt?.Refuse(new InvalidOperationException("The durable engine stops.")));
    }

    /// <summary>An instance as the store has it, led to the end of its history.</summary>
    public LiveInstance? Load(long instance)
    {
        var (row, history) = parts.Store.Read(session =>
        {
            var found = InstanceTable.Find(session, instance);
            return (found, found is null or { IsFinished: true } ? [] : HistoryTable.Read(session, instance));
        });
        return row is null ? null : Make(row, history);
    }

    /// <summary>Why today's code does not run an instance; null when it does.</summary>
    public TaskFailureDetails? Refuses(InstanceRow row) => parts.Versions.Refuses(row.Version);

    /// <summary>Makes the execution of an instance and leads it to the end of its history.</summary>
    /// <returns>Null when no code answers to the name.</returns>
    public OrchestrationExecution? Replay(InstanceRow row, IReadOnlyList<HistoryEvent> history, Action strayed)
    {
        if (catalog.FindOrchestrator(row.Name, row.Version ?? "") is not { } code)
        {
            return null;
        }

        var parent = row.Parent is { } link ? new ParentOrchestrationInstance(link.Name, link.InstanceId) : null;
        var facts = new InstanceFacts(row.Id, row.Name, row.Version ?? "", row.Input, parent);
        var execution = new OrchestrationExecution(facts, code, parts.Options, parts.Loggers, strayed);
        execution.Replay(history);
        return execution;
    }

    private LiveInstance Make(InstanceRow row, IReadOnlyList<HistoryEvent> history)
    {
        if (row.IsFinished)
        {
            return new LiveInstance(row, null);
        }

        // The execution the code is of; the row has the next one's when it continues as new.
        var execution = row.ExecutionId;
        return parts.Versions.Refuses(row.Version) is { } refusal
            ? new LiveInstance(row, null, refusal)
            : new LiveInstance(row, Replay(
                row, history, () => parts.Post(row.Seq, new Message(null, Stray: new Stray(execution, row.Events)))));
    }

    /// <summary>An instance that today's code must leave as it is; only an end from outside reaches it.</summary>
    private bool IsLeft(LiveInstance live, List<Message> messages) => live.Refusal is not null
        && parts.Versions.LeavesOthers
        && !messages.Exists(static message => message.Event is ExecutionTerminated);

    private void Begin(Mailbox mailbox, List<Message> messages)
    {
        var live = mailbox.Live ?? (Birth(messages) is { } birth ? Make(birth.NewRow(), []) : Load(mailbox.Instance));
        if (live is null)
        {
            ClearAway(mailbox, messages);
            return;
        }

        if (IsLeft(live, messages))
        {
            parts.Log.InstanceLeft(live.Row.Id, live.Refusal!.ErrorMessage);
            _trouble.Leave(mailbox.Instance, messages);
            mailbox.Live = null;
            parts.Dispatcher.Rest(mailbox);
            return;
        }

        mailbox.Live = live;
        var wasFinished = live.Row.IsFinished;
        var turn = Turn.Take(live, messages, parts.Now, parts.Numbers);
        if (turn.Dropped > 0)
        {
            parts.Log.MessagesDropped(live.Row.Id, turn.Dropped);
        }

        var outcome = wasFinished ? CommandOutcome.Finished : CommandOutcome.Accepted;
        if (turn.IsEmpty)
        {
            End(mailbox, messages, outcome, keep: !live.Row.IsFinished);
        }
        else if (parts.Faults.CutAt(Checkpoint.BeforeTurnCommit, live.Row.Name))
        {
            End(mailbox, messages, outcome, keep: false);
        }
        else
        {
            parts.Store.Write(
                turn.Write.Run,
                deliveries => Stored(mailbox, messages, turn, outcome, deliveries),
                failure => Fail(mailbox, messages, failure),
                here: parts.IsCalm);
        }
    }

    /// <summary>A message for this instance cannot be read: what it said is lost, and the instance cannot go on without it.</summary>
    public void SetAside(long instance, Message unreadable, Exception cause) => _trouble.SetAside(instance, [unreadable], cause);

    private static Birth? Birth(List<Message> messages) => messages.Find(static message => message.Birth is not null).Birth;

    /// <summary>On the thread that wrote: the turn is on disk, or its instance was replaced meanwhile.</summary>
    private void Stored(Mailbox mailbox, List<Message> messages, Turn turn, CommandOutcome outcome, List<Delivery>? deliveries)
    {
        try
        {
            var row = mailbox.Live!.Row;
            var cut = parts.Faults.CutAt(Checkpoint.AfterTurnCommit, row.Name)
                || (HasReceipt(messages) && parts.Faults.CutAt(Checkpoint.AfterMessageStored, row.Name));
            if (cut || deliveries is null)
            {
                End(mailbox, messages, deliveries is null ? CommandOutcome.Missing : outcome, keep: false);
                return;
            }

            _telling.Tell(row, turn, deliveries);
            End(mailbox, messages, outcome, keep: !row.IsFinished && turn.Write.NewExecution is null);
        }
        catch (Exception failure)
        {
            // It is stored: told again, what was done already counts for nothing.
            Fail(mailbox, messages, failure);
        }
    }

    private static bool HasReceipt(List<Message> messages) => messages.Exists(static message => message.Receipt is not null);

    private void End(Mailbox mailbox, List<Message> messages, CommandOutcome outcome, bool keep)
    {
        if (!keep)
        {
            mailbox.Live = null;
        }

        parts.Dispatcher.Rest(mailbox);
        foreach (var message in messages)
        {
            if (parts.Faults.IsCut)
            {
                message.Receipt?.Refuse(EngineFaults.NoPower());
            }
            else
            {
                message.Receipt?.Give(outcome);
            }
        }
    }

    /// <summary>Nothing of the turn was kept: forget what the code did and let it do it again.</summary>
    private void Fail(Mailbox mailbox, List<Message> messages, Exception failure)
    {
        mailbox.Live = null;
        _trouble.Meet(mailbox.Instance, messages, failure);
        parts.Dispatcher.Rest(mailbox);
    }

    /// <summary>The instance was purged or replaced: nobody waits for these any more.</summary>
    private void ClearAway(Mailbox mailbox, List<Message> messages)
    {
        var numbers = messages.Where(message => message.InboxNumber != 0).Select(message => message.InboxNumber).ToArray();
        var timers = messages.Select(message => message.Event).OfType<TimerFired>()
            .Select(fired => new TimerKey(fired.FireAt, mailbox.Instance, fired.TaskId)).ToArray();
        if (numbers.Length == 0 && timers.Length == 0)
        {
            End(mailbox, messages, CommandOutcome.Missing, keep: false);
            return;
        }

        parts.Store.Write(
            session =>
            {
                Array.ForEach(numbers, number => InboxTable.Remove(session, number));
                Array.ForEach(timers, timer => TimerTable.Remove(session, timer));
                return true;
            },
            _ => End(mailbox, messages, CommandOutcome.Missing, keep: false),
            failure => Fail(mailbox, messages, failure));
    }
}
