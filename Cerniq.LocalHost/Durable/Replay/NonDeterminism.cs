using Cerniq.LocalHost.Durable.History;
using DurableTask.Core.Exceptions;

namespace Cerniq.LocalHost.Durable.Replay;

/// <summary>Compares what the history holds with what the code asked for.</summary>
internal static class NonDeterminism
{
    public static bool Differs(TaskRequest recorded, TaskRequest? asked) => (recorded, asked) switch
    {
        (TaskScheduled was, TaskScheduled now) => Differs(was.Name, now.Name),
        (SubOrchestrationCreated was, SubOrchestrationCreated now) => Differs(was.Name, now.Name),
        (EventSent was, EventSent now) => Differs(was.Name, now.Name),
        (TimerCreated, TimerCreated) => false,
        _ => true,
    };

    public static NonDeterministicOrchestrationException Exception(string orchestrator, int number, TaskRequest recorded, TaskRequest? asked)
    {
        var instead = asked is null ? "asked for nothing with that id" : $"asked for {Describe(asked)}";
        return new NonDeterministicOrchestrationException(
            $"event {number} of the history of '{orchestrator}' holds {Describe(recorded)}, but the code {instead}. "
            + "Its code was changed while this instance was running, or it does something that differs from one replay to the next.");
    }

    private static bool Differs(string was, string now) => !string.Equals(was, now, StringComparison.OrdinalIgnoreCase);

    public static string Describe(TaskRequest request) => request switch
    {
        TaskScheduled task => $"activity '{task.Name}' (#{task.TaskId})",
        SubOrchestrationCreated child => $"sub-orchestration '{child.Name}' (#{child.TaskId})",
        EventSent sent => $"sending event '{sent.Name}' (#{sent.TaskId})",
        TimerCreated timer => $"a timer (#{timer.TaskId})",
        _ => request.ToString(),
    };
}
