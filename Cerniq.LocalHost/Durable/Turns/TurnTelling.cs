using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.Running;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>Tells the rest of the engine of a turn that is on disk. Runs on the thread that wrote: it only queues.</summary>
internal sealed class TurnTelling(EngineParts parts)
{
    private readonly ILogger _log = parts.Loggers.CreateLogger<DurableEngine>();

    public void Tell(InstanceRow row, Turn turn, List<Delivery> deliveries)
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
            parts.Signals.Changed(row.Id, row.IsFinished ? row : null);
        }

        if (row.IsFinished && _log.IsEnabled(LogLevel.Information))
        {
            // A log may be slow, and the writer has others to serve.
            var (name, id, status) = (row.Name, row.Id, row.Status);
            ThreadPool.UnsafeQueueUserWorkItem(_ => parts.Log.InstanceFinished(name, id, status), null);
        }
    }
}
