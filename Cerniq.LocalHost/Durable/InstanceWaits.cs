using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Replay;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable;

/// <summary>What an instance waits for. Times are UTC.</summary>
/// <param name="Problem">Why it cannot go on, such as code that no longer fits its history; null when it can.</param>
public sealed record InstanceWaits(
    string InstanceId,
    OrchestrationRuntimeStatus Status,
    IReadOnlyList<EventWait> Events,
    IReadOnlyList<TimerWait> Timers,
    IReadOnlyList<TaskWait> Activities,
    IReadOnlyList<TaskWait> SubOrchestrations,
    string? Problem)
{
    internal static InstanceWaits None(InstanceRow row, string? problem = null) =>
        new(row.Id, row.Status, [], [], [], [], problem);

    internal static InstanceWaits Of(InstanceRow row, IReadOnlyList<HistoryEvent> history, OrchestrationExecution? execution)
    {
        if (execution is null)
        {
            return None(row, $"No orchestrator named '{row.Name}' was found.");
        }

        var open = execution.OpenRequests.OrderBy(request => request.TaskId).ToArray();
        return None(row, execution.Fault?.Message) with
        {
            Events = execution.Events.Waiting.Select(wait => new EventWait(wait.Name, wait.Since)).ToArray(),
            Timers = open.OfType<TimerCreated>().Select(timer => Timer(timer, history, execution)).ToArray(),
            Activities = open.OfType<TaskScheduled>()
                .Select(task => new TaskWait(task.TaskId, task.Name, null, execution.Since(task), task.Attempt, Failure(history, task.RetryOf)))
                .ToArray(),
            SubOrchestrations = open.OfType<SubOrchestrationCreated>()
                .Select(child => new TaskWait(
                    child.TaskId, child.Name, child.InstanceId, execution.Since(child), child.Attempt, Failure(history, child.RetryOf)))
                .ToArray(),
        };
    }

    private static TimerWait Timer(TimerCreated timer, IReadOnlyList<HistoryEvent> history, OrchestrationExecution execution)
    {
        var since = execution.Since(timer);
        int? retried = execution.RetryTimers.TryGetValue(timer.TaskId, out var task) ? task : null;
        var next = history.OfType<TaskRequest>().Where(request => request.TaskId == retried).Select(request => request switch
        {
            TaskScheduled activity => new TaskWait(activity.TaskId, activity.Name, null, since, activity.Attempt + 1, Failure(history, retried)),
            SubOrchestrationCreated child => new TaskWait(
                child.TaskId, child.Name, child.InstanceId, since, child.Attempt + 1, Failure(history, retried)),
            _ => null,
        }).FirstOrDefault();
        var due = execution.LongTimers.TryGetValue(timer.TaskId, out var end) ? end : timer.FireAt;
        return new TimerWait(timer.TaskId, due, since, next);
    }

    private static TaskFailureDetails? Failure(IReadOnlyList<HistoryEvent> history, int? task) => history.Select(happened => happened switch
    {
        TaskFailed failed when failed.TaskId == task => failed.Failure,
        SubOrchestrationFailed failed when failed.TaskId == task => failed.Failure,
        _ => null,
    }).FirstOrDefault(failure => failure is not null);
}

/// <summary>An external event that someone is to raise.</summary>
public sealed record EventWait(string Name, DateTime Since);

/// <summary>A timer.</summary>
/// <param name="Retries">The attempt that begins when it fires; null for a timer of the orchestrator itself.</param>
public sealed record TimerWait(int TaskId, DateTime DueAt, DateTime Since, TaskWait? Retries);

/// <summary>An activity or sub-orchestration that is not answered yet.</summary>
/// <param name="InstanceId">The child's id; null for an activity.</param>
/// <param name="Since">When it was asked for; with retries, the first time.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="LastError">The failure of the attempt before.</param>
public sealed record TaskWait(
    int TaskId, string Name, string? InstanceId, DateTime Since, int Attempt, TaskFailureDetails? LastError);
