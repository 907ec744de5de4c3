using System.Collections.Concurrent;
using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Running;
using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>Sets an instance aside that cannot be read, or whose code kills the process, after some tries: it is failed and visible, its history stays as it is,
/// its parent is told, and all others go on.</summary>
internal sealed class SettingAside(EngineParts parts)
{
    /// <summary>So many turns are tried.</summary>
    public const int Tries = 3;

    public const string ErrorType = "UnreadableHistory";

    public const string PoisonousType = "PoisonousOrchestrator";

    private readonly ConcurrentDictionary<long, int> _tries = new();

    /// <summary>Counts a failed turn.</summary>
    /// <returns>True when there were enough.</returns>
    public bool IsDue(long instance, Exception failure) =>
        failure is UnreadableHistoryException && _tries.AddOrUpdate(instance, 1, static (_, tries) => tries + 1) >= Tries;

    /// <summary>Fails an instance before any turn is taken; its parent finds the answer in its inbox.</summary>
    public void SetAsideAtStart(long instance, Exception cause)
    {
        var aside = parts.Store.WriteAsync(session =>
        {
            SuspectTable.Remove(session, instance, SuspectTable.TurnTask);
            return Write(session, instance, [], cause);
        }).GetAwaiter().GetResult();
        if (aside is { } written)
        {
            parts.Log.InstanceSetAside(written.Row.Id, cause);
        }
    }

    /// <summary>Fails the instance; whatever waits for it counts for nothing any more.</summary>
    /// <param name="done">Told when it is set aside.</param>
    /// <param name="failed">Told when that could not be stored either.</param>
    public void SetAside(
        long instance, IReadOnlyList<Message> messages, Exception cause, Action done, Action<Exception> failed) => parts.Store.Write(
        session => Write(session, instance, messages, cause),
        written =>
        {
            _tries.TryRemove(instance, out _);
            if (written is { } aside)
            {
                parts.Log.InstanceSetAside(aside.Row.Id, cause);
                parts.Signals.Changed(aside.Row.Id, aside.Row);
                aside.Deliveries.ForEach(delivery => parts.Post(delivery.Instance, delivery.Message));
            }

            done();
        },
        failed);

    private (InstanceRow Row, List<Delivery> Deliveries)? Write(
        StoreSession session, long instance, IReadOnlyList<Message> messages, Exception cause)
    {
        if (InstanceTable.Find(session, instance) is not { IsFinished: false } row)
        {
            return null;
        }

        var write = new TurnWrite(row, parts.Numbers) { PayloadChanged = true };
        row.Status = OrchestrationRuntimeStatus.Failed;
        row.Updated = parts.Now > row.Updated ? parts.Now : row.Updated;
        row.Work = 0;
        var type = cause is PoisonousOrchestratorException ? PoisonousType : ErrorType;
        row.Failure = new TaskFailureDetails(type, cause.Message, null, null, null);
        write.ConsumedInbox.AddRange(messages.Select(message => message.InboxNumber).Where(number => number != 0));
        write.TimersGone.AddRange(messages.Select(message => message.Event).OfType<TimerFired>()
            .Select(fired => new TimerKey(fired.FireAt, instance, fired.TaskId)));
        if (row.Parent is { } parent)
        {
            write.ForParent = new SubOrchestrationFailed(row.Updated, parent.TaskId, row.Failure, NonRetriable: true);
        }

        return write.Run(session) is { } deliveries ? (row, deliveries) : null;
    }
}
