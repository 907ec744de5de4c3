using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Turns;
using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Durable.Running;

/// <summary>Takes up what a former run of the engine left: due turns, messages, timers and open activities.</summary>
internal sealed class TakingUp(EngineParts parts)
{
    public void Run()
    {
        var killed = BeginRun();
        var open = Post();
        parts.Timers.Start();
        Enqueue(open, killed);

        // Only now: a turn that was taken while histories are read could open an activity that is then taken up twice.
        parts.Dispatcher.Start();
        parts.Activities.Start();
    }

    /// <summary>Sets aside the instances whose own code kills the process, before any code runs.</summary>
    /// <returns>True when the process before was killed.</returns>
    private bool BeginRun()
    {
        var before = parts.Suspects.BeginRun();
        foreach (var guilty in before.Guilty)
        {
            parts.Turns.SetAsideAtStart(guilty, new PoisonousOrchestratorException(Suspects.DeathsAlone));
        }

        parts.Careful.Begin(before);
        if (parts.Careful.IsOn)
        {
            parts.Log.TakingCare(before.Kills);
        }

        return before.Kills > 0;
    }

    /// <summary>Posts the turns and messages that are due.</summary>
    /// <returns>The activities that are open.</returns>
    private List<ActivityWork> Post()
    {
        var (rows, messages) = parts.Store.Read(session => (InstancePlaces.WithWork(session), InboxTable.All(session)));
        var answered = messages.Where(stored => stored.Message is TaskAnswer)
            .Select(stored => (stored.Instance, ((TaskAnswer)stored.Message!).TaskId)).ToHashSet();
        var open = PostTurns(rows);
        open.RemoveAll(work => answered.Contains((work.Instance, work.TaskId)));
        foreach (var (number, instance, message) in messages)
        {
            if (message is null)
            {
                parts.Turns.SetAside(instance, new Message(null, number), new StoreException($"Message #{number} cannot be read.", StoreFault.Damaged));
            }
            else
            {
                parts.Post(instance, new Message(message, number));
            }
        }

        parts.Log.Started(parts.Options.HubName, rows.Count, messages.Count);
        return open;
    }

    private List<ActivityWork> PostTurns(List<InstanceRow> rows)
    {
        var open = new List<ActivityWork>();
        foreach (var row in rows)
        {
            if (!row.Begun)
            {
                parts.Post(row.Seq, NewInstance.FirstTurn(row.Created, row.Name));
            }
            else if (OpenActivities(row) is { } activities)
            {
                open.AddRange(activities);
                if (row.Work > activities.Length)
                {
                    parts.Post(row.Seq, default);
                }
            }
            else
            {
                // Its turn meets the same trouble, which is dealt with there.
                parts.Post(row.Seq, default);
            }
        }

        return open;
    }

    private void Enqueue(List<ActivityWork> open, bool killed)
    {
        var verdicts = parts.Suspects.Judge(open, killed);
        foreach (var work in open)
        {
            parts.Activities.TakeUp(work, verdicts.GetValueOrDefault((work.Instance, work.TaskId)));
        }
    }

    /// <summary>What an instance waits for of activities; null when its history cannot be read.</summary>
    private ActivityWork[]? OpenActivities(InstanceRow row)
    {
        try
        {
            var history = parts.Store.Read(session => HistoryTable.Read(session, row.Seq));
            var answered = history.OfType<TaskAnswer>().Select(answer => answer.TaskId).ToHashSet();
            return history.OfType<TaskScheduled>().Where(task => !answered.Contains(task.TaskId))
                .Select(task => ActivityWork.From(row, task)).ToArray();
        }
        catch (UnreadableHistoryException)
        {
            return null;
        }
    }
}
