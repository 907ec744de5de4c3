using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.History;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Monitor;

/// <summary>One entry of a history: a request with its answer, or something that came from outside.</summary>
/// <param name="Kind">started, activity, orchestration, timer, event, sent, suspended, resumed, rewound, terminated or ended.</param>
/// <param name="End">When it was answered; null for what is open and for what takes no time.</param>
/// <param name="Outcome">open, completed, failed, cancelled; null for what takes no time.</param>
internal sealed record MonitorStep(
    string Kind,
    string Name,
    int? TaskId,
    int? Attempt,
    DateTime Start,
    DateTime? End,
    string? Outcome,
    DateTime? DueAt,
    MonitorPayload? Input,
    MonitorPayload? Result,
    MonitorError? Error,
    string? InstanceId);

/// <summary>Makes a timeline of a history.</summary>
internal static class MonitorTimeline
{
    private const int LongestPayload = 4 * 1024;

    public static List<MonitorStep> Of(InstanceInspection found)
    {
        var answers = new Dictionary<int, TaskAnswer>();
        foreach (var answer in found.History.OfType<TaskAnswer>())
        {
            answers.TryAdd(answer.TaskId, answer);
        }

        var open = found.Waits.Timers.Select(wait => wait.TaskId)
            .Concat(found.Waits.Activities.Select(wait => wait.TaskId))
            .Concat(found.Waits.SubOrchestrations.Select(wait => wait.TaskId))
            .ToHashSet();
        var steps = new List<MonitorStep>();
        foreach (var happened in found.History)
        {
            if (Step(happened, answers, open) is { } step)
            {
                steps.Add(step);
            }
        }

        return steps;
    }

    private static MonitorStep? Step(HistoryEvent happened, Dictionary<int, TaskAnswer> answers, HashSet<int> open) => happened switch
    {
        TaskScheduled e => Answered(Request("activity", e, e.Name, e.Attempt, e.Input), answers, open),
        SubOrchestrationCreated e => Answered(
            Request("orchestration", e, e.Name, e.Attempt, e.Input) with { InstanceId = e.InstanceId }, answers, open),
        TimerCreated e => Answered(Request("timer", e, "", null, null) with { DueAt = e.FireAt }, answers, open),
        EventSent e => Request("sent", e, e.Name, null, e.Input) with { InstanceId = e.InstanceId },
        ExecutionStarted e => Instant("started", e, e.Name),
        EventRaised e => Instant("event", e, e.Name) with { Input = Payload(e.Input) },
        ExecutionSuspended e => Instant("suspended", e, e.Reason ?? ""),
        ExecutionResumed e => Instant("resumed", e, e.Reason ?? ""),
        ExecutionRewound e => Instant("rewound", e, e.Reason ?? ""),
        ExecutionTerminated e => Instant("terminated", e, "") with { Result = Payload(e.Output) },
        ExecutionCompleted e => Instant("ended", e, e.Status.ToString()) with
        {
            Outcome = e.Status == OrchestrationRuntimeStatus.Completed ? "completed" : "failed",
            Result = Payload(e.Output),
            Error = MonitorError.Of(e.Failure),
        },
        _ => null,
    };

    private static MonitorStep Request(string kind, TaskRequest request, string name, int? attempt, string? input) =>
        Instant(kind, request, name) with { TaskId = request.TaskId, Attempt = attempt, Input = Payload(input) };

    private static MonitorStep Instant(string kind, HistoryEvent happened, string name) =>
        new(kind, name, null, null, happened.Timestamp, null, null, null, null, null, null, null);

    private static MonitorStep Answered(MonitorStep step, Dictionary<int, TaskAnswer> answers, HashSet<int> open)
    {
        if (!answers.TryGetValue(step.TaskId!.Value, out var answer))
        {
            return step with { Outcome = open.Contains(step.TaskId.Value) ? "open" : "cancelled" };
        }

        var ended = step with { End = answer.Timestamp, Outcome = "completed" };
        return answer switch
        {
            TaskCompleted done => ended with { Result = Payload(done.Result) },
            SubOrchestrationCompleted done => ended with { Result = Payload(done.Result) },
            TaskFailed failed => ended with { Outcome = "failed", Error = MonitorError.Of(failed.Failure) },
            SubOrchestrationFailed failed => ended with { Outcome = "failed", Error = MonitorError.Of(failed.Failure) },
            _ => ended,
        };
    }

    private static MonitorPayload? Payload(string? payload) => MonitorPayload.Of(payload, LongestPayload);
}
