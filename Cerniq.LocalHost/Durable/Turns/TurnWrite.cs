using Cerniq.LocalHost.Durable.Client;
using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Replay;
using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>Everything one turn changes in the store, written in one transaction.</summary>
/// <remarks>Running it has no effect but on the store and in what it returns: it may have to run twice. Made before the row is
/// changed: it writes the indexed columns only if they are others by then.</remarks>
internal sealed class TurnWrite(InstanceRow row, InstanceNumbers numbers)
{
    private readonly OrchestrationRuntimeStatus _status = row.Status;
    private readonly long _place = InstancePlaces.Of(row);

    /// <summary>The instance is new and is stored with this turn.</summary>
    public Birth? Birth { get; set; }

    /// <summary>The events of the turn, packed; null when there are none.</summary>
    public byte[]? Events { get; set; }

    /// <summary>How many events the history held before.</summary>
    public int First { get; set; }

    public List<long> ConsumedInbox { get; } = [];

    public List<TimerKey> TimersGone { get; } = [];

    public List<TimerKey> TimersSet { get; } = [];

    public List<SubOrchestrationCreated> Children { get; } = [];

    public List<EventSent> Sent { get; } = [];

    /// <summary>What the parent is told; null when there is none or the instance goes on.</summary>
    public TaskAnswer? ForParent { get; set; }

    /// <summary>The output or failure is new.</summary>
    public bool PayloadChanged { get; set; }

    /// <summary>Running children are terminated too.</summary>
    public ExecutionTerminated? ForChildren { get; set; }

    public ContinuedAsNew? NewExecution { get; set; }

    /// <summary>Writes it all.</summary>
    /// <returns>The messages that wait in inboxes now; null when the instance was replaced meanwhile, or its id was taken, and nothing counts.</returns>
    public List<Delivery>? Run(StoreSession session)
    {
        var deliveries = new List<Delivery>();
        foreach (var number in ConsumedInbox)
        {
            InboxTable.Remove(session, number);
        }

        foreach (var timer in TimersGone)
        {
            TimerTable.Remove(session, timer);
        }

        if (!(Birth is null ? InstanceTable.Update(session, row, Moves) : Birth.TryInsert(session, row)))
        {
            return null;
        }

        if (Birth?.ToBereaved is { } told)
        {
            deliveries.Add(told);
        }

        if (NewExecution is not null)
        {
            StartOver(session, NewExecution, deliveries);
        }
        else
        {
            GoOn(session);
        }

        Reach(session, deliveries);
        return deliveries;
    }

    /// <summary>Against what the row was when the turn began.</summary>
    private InstanceMoves Moves =>
        (InstancePlaces.Of(row) == _place ? InstanceMoves.None : InstanceMoves.Place)
        | (row.Status == _status ? InstanceMoves.None : InstanceMoves.Status);

    private void GoOn(StoreSession session)
    {
        if (Events is not null)
        {
            HistoryTable.Append(session, row.Seq, First, Events);
        }

        if (PayloadChanged && Birth is null)
        {
            InstanceTable.WritePayload(session, row);
        }

        foreach (var timer in TimersSet)
        {
            TimerTable.Add(session, timer);
        }
    }

    private void StartOver(StoreSession session, ContinuedAsNew next, List<Delivery> deliveries)
    {
        HistoryTable.Clear(session, row.Seq);
        InstanceTable.UpdateExecution(session, row);
        InstanceTable.WritePayload(session, row);
        foreach (var carried in next.CarriedOver)
        {
            deliveries.Add(new Delivery(row.Seq, new Message(carried, InboxTable.Add(session, row.Seq, carried))));
        }
    }

    /// <summary>Children, other instances and the parent.</summary>
    private void Reach(StoreSession session, List<Delivery> deliveries)
    {
        foreach (var child in Children)
        {
            deliveries.Add(StartChild(session, child));
        }

        foreach (var sent in Sent)
        {
            if (InstanceTable.Locate(session, sent.InstanceId) is { } target && !InstanceRow.IsFinal(target.Status))
            {
                Deliver(session, target.Seq, new EventRaised(sent.Timestamp, sent.Name, sent.Input), deliveries);
            }
        }

        if (ForParent is not null && row.Parent is { } parent)
        {
            Deliver(session, parent.Seq, ForParent, deliveries);
        }

        if (ForChildren is not null)
        {
            foreach (var child in InstanceTable.Children(session, row.Seq).Where(child => !InstanceRow.IsFinal(child.Status)))
            {
                Deliver(session, child.Seq, ForChildren, deliveries);
            }
        }
    }

    private Delivery StartChild(StoreSession session, SubOrchestrationCreated child)
    {
        if (InstanceId.IsDotSegment(child.InstanceId))
        {
            var unaddressable = new TaskFailureDetails(typeof(ArgumentException).FullName!, InstanceId.NoAddress(child.InstanceId), null, null, null);
            return Refuse(session, child, unaddressable, nonRetriable: true);
        }

        var parent = new ParentLink(row.Seq, row.Id, row.Name, child.TaskId);
        return NewInstance.TryReplace(session, child.InstanceId, InstanceRow.IsFinal, out _, out _)
            ? new Delivery(NewInstance.Begin(session, numbers.Next(), child, parent), NewInstance.FirstTurn(child.Timestamp, child.Name))

            // The child's id is taken by an instance that runs: the call fails instead of waiting for a stranger.
            : Refuse(session, child, NewInstance.AlreadyExists(child.InstanceId), nonRetriable: false);
    }

    private Delivery Refuse(StoreSession session, SubOrchestrationCreated child, TaskFailureDetails why, bool nonRetriable)
    {
        var refused = new SubOrchestrationFailed(child.Timestamp, child.TaskId, why, nonRetriable);
        return new Delivery(row.Seq, new Message(refused, InboxTable.Add(session, row.Seq, refused)));
    }

    private static void Deliver(StoreSession session, long instance, HistoryEvent message, List<Delivery> deliveries) =>
        deliveries.Add(new Delivery(instance, new Message(message, InboxTable.Add(session, instance, message))));
}
