using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Replay;
using Cerniq.LocalHost.Durable.Running;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>Runs the turns: loads or keeps the instance, lets the code go on, writes once, then tells everyone concerned.</summary>
internal sealed class TurnRunner(EngineParts parts, ITaskCatalog catalog)
{
    private readonly ILogger _log = parts.Loggers.CreateLogger<DurableEngine>();

    public async Task RunAsync(Mailbox mailbox, List<Message> messages)
    {
        try
        {
            if (parts.Faults.IsCut || !await TryRunAsync(mailbox, messages))
            {
                mailbox.Live = null;
            }
        }
        catch (Exception failure)
        {
            // The store refused it, or the host could not make the orchestrator. Nothing of the turn was kept: forget what the
            // code did and let it do it again.
            mailbox.Live = null;
            parts.Log.TurnNotStored(mailbox.Instance, failure);
            parts.PostLater(mailbox.Instance, messages);
        }
    }

    /// <summary>An instance as the store has it, led to the end of its history.</summary>
    public LiveInstance? Load(long instance)
    {
        var (row, history) = parts.Store.Read(session =>
            (InstanceTable.Find(session, instance), HistoryTable.Read(session, instance)));
        return row is null ? null : new LiveInstance(row, row.IsFinished ? null : Replay(row, history, () => parts.Post(instance, default)));
    }

    /// <summary>Makes the execution of an instance and leads it to the end of its history.</summary>
    /// <returns>Null when no code answers to the name.</returns>
    public OrchestrationExecution? Replay(InstanceRow row, IReadOnlyList<HistoryEvent> history, Action strayed)
    {
        if (catalog.FindOrchestrator(row.Name) is not { } code)
        {
            return null;
        }

        var parent = row.Parent is { } link ? new ParentOrchestrationInstance(link.Name, link.InstanceId) : null;
        var facts = new InstanceFacts(row.Id, row.Name, row.Version ?? "", row.Input, parent);
        var execution = new OrchestrationExecution(facts, code, parts.Options, parts.Loggers, strayed);
        execution.Replay(history);
        return execution;
    }

    /// <summary>Takes one turn.</summary>
    /// <returns>False when the instance need not be kept in memory.</returns>
    private async Task<bool> TryRunAsync(Mailbox mailbox, List<Message> messages)
    {
        var live = mailbox.Live ?? Load(mailbox.Instance);
        if (live is null)
        {
            await ClearAsync(messages, mailbox.Instance);
            return false;
        }

        mailbox.Live = live;
        var turn = Turn.Take(live, messages, parts.Now);
        if (turn.Dropped > 0)
        {
            parts.Log.MessagesDropped(live.Row.Id, turn.Dropped);
        }

        if (turn.IsEmpty)
        {
            return !live.Row.IsFinished;
        }

        if (parts.Faults.CutAt(Checkpoint.BeforeTurnCommit, live.Row.Name))
        {
            return false;
        }

        var deliveries = await parts.Store.WriteAsync(turn.Write.Run);
        if (parts.Faults.CutAt(Checkpoint.AfterTurnCommit, live.Row.Name))
        {
            return false;
        }

        if (deliveries is null)
        {
            return false;
        }

        Tell(live.Row, turn, deliveries);
        return !live.Row.IsFinished && turn.Write.NewExecution is null;
    }

    private void Tell(InstanceRow row, Turn turn, List<Delivery> deliveries)
    {
        foreach (var activity in turn.Activities)
        {
            parts.Activities.Enqueue(ActivityWork.From(row, activity));
        }

        foreach (var timer in turn.Write.TimersSet)
        {
            parts.Timers.Add(timer);
        }

        if (turn.Write.NewExecution is not null)
        {
            var first = new List<Message> { NewInstance.FirstTurn(row.Updated, row.Name) };
            first.AddRange(deliveries.Where(delivery => delivery.Instance == row.Seq).Select(delivery => delivery.Message));
            deliveries.RemoveAll(delivery => delivery.Instance == row.Seq);
            parts.PostFirst(row.Seq, first);
        }

        foreach (var delivery in deliveries)
        {
            parts.Post(delivery.Instance, delivery.Message);
        }

        if (turn.StatusChanged)
        {
            parts.Signals.Changed(row.Id);
        }

        if (row.IsFinished && _log.IsEnabled(LogLevel.Information))
        {
            parts.Log.InstanceFinished(row.Name, row.Id, row.Status);
        }
    }

    /// <summary>The instance was purged or replaced: nobody waits for these any more.</summary>
    private async Task ClearAsync(List<Message> messages, long instance)
    {
        var numbers = messages.Where(message => message.InboxNumber != 0).Select(message => message.InboxNumber).ToArray();
        var timers = messages.Select(message => message.Event).OfType<TimerFired>()
            .Select(fired => new TimerKey(fired.FireAt, instance, fired.TaskId)).ToArray();
        if (numbers.Length == 0 && timers.Length == 0)
        {
            return;
        }

        await parts.Store.WriteAsync(session =>
        {
            Array.ForEach(numbers, number => InboxTable.Remove(session, number));
            Array.ForEach(timers, timer => TimerTable.Remove(session, timer));
            return true;
        });
    }
}
