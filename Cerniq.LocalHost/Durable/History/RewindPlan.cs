namespace Cerniq.LocalHost.Durable.History;

/// <summary>The history of a failed instance, taken back to before the failure that ended it.</summary>
/// <remarks>
/// The failed tasks stay scheduled and become open again; everything the code asked for after the first of these failures is
/// dropped, because the code will ask anew; what came from outside meanwhile (events, answers to older tasks) is kept. So the
/// kept history is one the same code could have produced, and it can be replayed.
/// </remarks>
internal sealed record RewindPlan(
    IReadOnlyList<HistoryEvent> Events,
    IReadOnlyList<TaskScheduled> Activities,
    IReadOnlyList<TimerCreated> Timers,
    IReadOnlyList<SubOrchestrationCreated> Children)
{
    public static RewindPlan From(IReadOnlyList<HistoryEvent> history)
    {
        var undone = FailuresToUndo(history);
        var cut = undone.Count == 0 ? history.Count : undone.Min(task => PositionOfFailure(history, task));
        var known = history.Take(cut).OfType<TaskRequest>().Select(request => request.TaskId).ToHashSet();
        var kept = new List<HistoryEvent>();
        for (var i = 0; i < history.Count; i++)
        {
            if (Stays(history[i], afterCut: i >= cut, known, undone))
            {
                kept.Add(history[i]);
            }
        }

        return Open(kept);
    }

    private static bool Stays(HistoryEvent happened, bool afterCut, HashSet<int> known, HashSet<int> undone) => happened switch
    {
        ExecutionCompleted => false,
        TaskFailed failed when undone.Contains(failed.TaskId) => false,
        SubOrchestrationFailed failed when undone.Contains(failed.TaskId) => false,
        TaskRequest => !afterCut,
        TaskAnswer answer => known.Contains(answer.TaskId),
        _ => true,
    };

    /// <summary>The failures that the orchestrator's exception names, and those of tasks that ran beside them.</summary>
    private static HashSet<int> FailuresToUndo(IReadOnlyList<HistoryEvent> history)
    {
        var causes = history.OfType<ExecutionCompleted>().LastOrDefault()?.FailedTasks ?? [];
        var undone = causes.Where(task => PositionOfFailure(history, task) >= 0).ToHashSet();
        if (undone.Count == 0)
        {
            return undone;
        }

        var began = undone.Min(task => PositionOfRequest(history, task));
        var retried = history.Select(RetryOf).OfType<int>().ToHashSet();
        for (var i = began; i < history.Count; i++)
        {
            if (FailedTask(history[i]) is { } task && !retried.Contains(task))
            {
                undone.Add(task);
            }
        }

        return undone;
    }

    private static RewindPlan Open(List<HistoryEvent> kept)
    {
        var answered = kept.OfType<TaskAnswer>().Select(answer => answer.TaskId).ToHashSet();
        var open = kept.OfType<TaskRequest>().Where(request => !answered.Contains(request.TaskId)).ToArray();
        return new RewindPlan(
            kept,
            open.OfType<TaskScheduled>().ToArray(),
            open.OfType<TimerCreated>().ToArray(),
            open.OfType<SubOrchestrationCreated>().ToArray());
    }

    private static int PositionOfFailure(IReadOnlyList<HistoryEvent> history, int task) =>
        Position(history, happened => FailedTask(happened) == task);

    private static int PositionOfRequest(IReadOnlyList<HistoryEvent> history, int task) =>
        Position(history, happened => happened is TaskRequest request && request.TaskId == task);

    private static int Position(IReadOnlyList<HistoryEvent> history, Func<HistoryEvent, bool> wanted)
    {
        for (var i = 0; i < history.Count; i++)
        {
            if (wanted(history[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static int? FailedTask(HistoryEvent happened) => happened switch
    {
        TaskFailed failed => failed.TaskId,
        SubOrchestrationFailed failed => failed.TaskId,
        _ => null,
    };

    private static int? RetryOf(HistoryEvent happened) => happened switch
    {
        TaskScheduled task => task.RetryOf,
        SubOrchestrationCreated child => child.RetryOf,
        _ => null,
    };
}
