using Cerniq.LocalHost.Durable.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Replay;

/// <summary>What one pass of an orchestrator came to.</summary>
/// <param name="Accepted">The incoming events that counted, in order.</param>
/// <param name="Requests">What the code asked for, by rising id.</param>
/// <param name="CancelledNow">Ids of timers among <paramref name="Requests"/> that were cancelled at once.</param>
/// <param name="CancelledEarlier">Timers of earlier passes that were cancelled in this one.</param>
/// <param name="Ending">How the execution ended; null when it goes on.</param>
internal sealed record PassResult(
    IReadOnlyList<HistoryEvent> Accepted,
    IReadOnlyList<TaskRequest> Requests,
    IReadOnlySet<int> CancelledNow,
    IReadOnlyList<TimerCreated> CancelledEarlier,
    Ending? Ending);

/// <summary>The end of an execution.</summary>
internal abstract record Ending;

/// <summary>The orchestrator's code came to its end.</summary>
/// <param name="FailedTasks">Ids of the failed tasks that brought the orchestrator down, as far as its exception tells.</param>
internal sealed record Finished(
    OrchestrationRuntimeStatus Status, string? Output, TaskFailureDetails? Failure, IReadOnlyList<int> FailedTasks) : Ending
{
    public static Finished Completed(string? output) => new(OrchestrationRuntimeStatus.Completed, output, null, []);

    public static Finished Failed(TaskFailureDetails failure) => new(OrchestrationRuntimeStatus.Failed, failure.ErrorMessage, failure, []);

    public static Finished Failed(Exception failure) =>
        Failed(TaskFailureDetails.FromException(failure)) with { FailedTasks = FailedTask.IdsIn(failure) };
}

/// <summary>The execution makes way for a new one of the same instance.</summary>
internal sealed record ContinuedAsNew(string? Input, string? NewVersion, IReadOnlyList<EventRaised> CarriedOver) : Ending;

/// <summary>Someone ended the instance from outside.</summary>
internal sealed record Terminated(string? Output, bool Recursive) : Ending;

internal static class FailedTask
{
    public static IReadOnlyList<int> IdsIn(Exception failure)
    {
        var ids = new List<int>();
        Collect(failure, ids);
        return ids;
    }

    private static void Collect(Exception? failure, List<int> ids)
    {
        switch (failure)
        {
            case null:
                return;
            case TaskFailedException task:
                ids.Add(task.TaskId);
                return;
            case AggregateException many:
                foreach (var inner in many.InnerExceptions)
                {
                    Collect(inner, ids);
                }

                return;
            default:
                Collect(failure.InnerException, ids);
                return;
        }
    }
}
