using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Running;
using Cerniq.LocalHost.Durable.Turns;
using Cerniq.LocalHost.Storage;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Client;

/// <summary>Takes a failed instance, and the failed children that brought it down, back to before the failure.</summary>
internal sealed class InstanceRewind(EngineParts parts)
{
    /// <summary>Rewinds one instance and lets it go on.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">The instance has not failed.</exception>
    public async Task RunAsync(string instanceId, string reason, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var now = parts.Now;
        var rewound = await parts.Store.WriteAsync(
            session =>
            {
                var row = InstanceTable.Find(session, instanceId)
                    ?? throw new ArgumentException($"There is no orchestration instance with the id '{instanceId}'.", nameof(instanceId));
                if (row.Status != OrchestrationRuntimeStatus.Failed)
                {
                    throw new InvalidOperationException(
                        $"The orchestration instance '{instanceId}' is {row.Status}; only a failed one can be rewound.");
                }

                var all = new List<Rewound>();
                Rewind(session, row, reason, now, all);
                return all;
            },
            cancellation);

        foreach (var one in rewound)
        {
            Tell(one);
        }
    }

    private void Rewind(StoreSession session, InstanceRow row, string reason, DateTime now, List<Rewound> all)
    {
        var plan = RewindPlan.From(HistoryTable.Read(session, row.Seq));
        var kept = plan.Events.Append(new ExecutionRewound(now, reason)).ToArray();
        HistoryTable.Clear(session, row.Seq);
        HistoryTable.Append(session, row.Seq, 0, HistoryCodec.Encode(kept));

        row.Status = OrchestrationRuntimeStatus.Running;
        row.Events = kept.Length;
        row.Work = plan.Activities.Count + 1;
        row.Updated = now > row.Updated ? now : row.Updated;
        row.WaitingSince = row.Updated;
        row.Output = null;
        row.Failure = null;
        row.Begun = plan.Events.Any(happened => happened is ExecutionStarted);
        InstanceTable.Update(session, row, InstanceMoves.All);
        InstanceTable.WritePayload(session, row);

        var timers = plan.Timers.Select(timer => new TimerKey(timer.FireAt, row.Seq, timer.TaskId)).ToArray();
        Array.ForEach(timers, timer => TimerTable.Add(session, timer));
        all.Add(new Rewound(row, plan.Activities, timers, IsNew: false));
        foreach (var child in plan.Children)
        {
            RewindChild(session, row, child, reason, now, all);
        }
    }

    private void RewindChild(
        StoreSession session, InstanceRow parent, SubOrchestrationCreated child, string reason, DateTime now, List<Rewound> all)
    {
        var existing = InstanceTable.Find(session, child.InstanceId);
        if (existing is { Status: OrchestrationRuntimeStatus.Failed, Parent: { } link } && link.Seq == parent.Seq && link.TaskId == child.TaskId)
        {
            Rewind(session, existing, reason, now, all);
        }
        else if (existing is null or { IsFinished: true })
        {
            // Purged or terminated: there is nothing to take up, so it runs anew.
            NewInstance.TryReplace(session, child.InstanceId, InstanceRow.IsFinal, out _, out _);
            var toParent = new ParentLink(parent.Seq, parent.Id, parent.Name, child.TaskId);
            var seq = NewInstance.Begin(session, parts.Numbers.Next(), child with { Timestamp = now }, toParent);
            all.Add(new Rewound(InstanceTable.Find(session, seq)!, [], [], IsNew: true));
        }
    }

    private void Tell(Rewound one)
    {
        foreach (var timer in one.Timers)
        {
            parts.Timers.Add(timer);
        }

        foreach (var activity in one.Activities)
        {
            parts.Activities.Enqueue(ActivityWork.From(one.Row, activity));
        }

        parts.Post(one.Row.Seq, one.IsNew ? NewInstance.FirstTurn(one.Row.Created, one.Row.Name) : default);
    }

    private sealed record Rewound(InstanceRow Row, IReadOnlyList<TaskScheduled> Activities, IReadOnlyList<TimerKey> Timers, bool IsNew);
}
