using System.Collections.Immutable;
using Cerniq.LocalHost.Durable.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable;

/// <summary>One thing an instance waits for, whatever it is. Times are UTC.</summary>
/// <param name="Kind"><c>start</c>, <c>event</c>, <c>timer</c>, <c>retry</c>, <c>activity</c>, <c>orchestration</c>, or <c>resume</c> of what
/// is suspended.</param>
/// <param name="Name">Of the event, activity or orchestration; for <c>resume</c> the reason it was suspended for; empty for a timer.</param>
/// <param name="Since">When the wait began; with retries, at the first attempt.</param>
/// <param name="DueAt">When a timer fires or a delayed start begins; null for the rest.</param>
/// <param name="Attempt">The attempt under way, or the one that a retry's timer begins; null where there are none.</param>
/// <param name="LastError">The failure of the attempt before.</param>
/// <param name="InstanceId">The sub-orchestration's id.</param>
public sealed record OpenWait(
    string Kind, string Name, DateTime Since, DateTime? DueAt, int? Attempt, TaskFailureDetails? LastError, string? InstanceId)
{
    /// <summary>The kinds there are.</summary>
    internal static ImmutableHashSet<string> Kinds { get; } = ["start", "event", "timer", "retry", "activity", "orchestration", "resume"];

    /// <summary>All that an instance waits for, the longest waiting first.</summary>
    internal static OpenWait[] All(InstanceSummary instance, InstanceWaits waits, IReadOnlyList<HistoryEvent> history)
    {
        var all = new List<OpenWait>();
        if (instance.StartAt is { } startAt)
        {
            all.Add(new OpenWait("start", instance.Name, instance.Created, startAt, null, null, null));
        }

        if (instance.Status == OrchestrationRuntimeStatus.Suspended && history.OfType<ExecutionSuspended>().LastOrDefault() is { } suspended)
        {
            all.Add(new OpenWait("resume", suspended.Reason ?? "", suspended.Timestamp, null, null, null, null));
        }

        all.AddRange(waits.Events.Select(wait => new OpenWait("event", wait.Name, wait.Since, null, null, null, null)));
        all.AddRange(waits.Activities.Select(wait => Task("activity", wait, null)));
        all.AddRange(waits.SubOrchestrations.Select(wait => Task("orchestration", wait, null)));
        all.AddRange(waits.Timers.Select(wait => wait.Retries is { } next
            ? Task("retry", next, wait.DueAt)
            : new OpenWait("timer", "", wait.Since, wait.DueAt, null, null, null)));
        return [.. all.OrderBy(wait => wait.Since)];
    }

    private static OpenWait Task(string kind, TaskWait wait, DateTime? dueAt) =>
        new(kind, wait.Name, wait.Since, dueAt, wait.Attempt, wait.LastError, wait.InstanceId);
}
