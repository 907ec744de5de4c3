using Cerniq.LocalHost.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Monitor;

/// <summary>One thing an instance waits for.</summary>
/// <param name="Kind">start, event, timer, retry, activity or orchestration.</param>
/// <param name="Attempt">The attempt under way, or the one that a retry's timer begins.</param>
/// <param name="InstanceId">The sub-orchestration's id.</param>
internal sealed record MonitorWait(
    string Kind, string Name, DateTime Since, DateTime? DueAt, int? Attempt, MonitorError? LastError, string? InstanceId)
{
    public static bool IsOpen(OrchestrationRuntimeStatus status) => status
        is OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Suspended;

    /// <summary>The longest waiting first.</summary>
    public static MonitorWait[] Of(InstanceSummary instance, InstanceWaits waits)
    {
        var all = new List<MonitorWait>();
        if (instance.StartAt is { } startAt)
        {
            all.Add(new MonitorWait("start", instance.Name, instance.Created, startAt, null, null, null));
        }

        all.AddRange(waits.Events.Select(wait => new MonitorWait("event", wait.Name, wait.Since, null, null, null, null)));
        all.AddRange(waits.Activities.Select(wait => Task("activity", wait, null)));
        all.AddRange(waits.SubOrchestrations.Select(wait => Task("orchestration", wait, null)));
        all.AddRange(waits.Timers.Select(wait => wait.Retries is { } next
            ? Task("retry", next, wait.DueAt)
            : new MonitorWait("timer", "", wait.Since, wait.DueAt, null, null, null)));
        return [.. all.OrderBy(wait => wait.Since)];
    }

    private static MonitorWait Task(string kind, TaskWait wait, DateTime? dueAt) =>
        new(kind, wait.Name, wait.Since, dueAt, wait.Attempt, MonitorError.Of(wait.LastError), wait.InstanceId);
}

/// <summary>A failure as the monitor shows it.</summary>
internal sealed record MonitorError(string Type, string Message, string? StackTrace, MonitorError? Inner)
{
    public static MonitorError? Of(TaskFailureDetails? failure) => failure is null
        ? null
        : new MonitorError(failure.ErrorType, failure.ErrorMessage, failure.StackTrace, Of(failure.InnerFailure));
}
