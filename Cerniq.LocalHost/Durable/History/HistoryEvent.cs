using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.History;

/// <summary>One fact of an instance's past. Times are UTC.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "Event")]
[JsonDerivedType(typeof(OrchestratorStarted), nameof(OrchestratorStarted))]
[JsonDerivedType(typeof(ExecutionStarted), nameof(ExecutionStarted))]
[JsonDerivedType(typeof(TaskScheduled), nameof(TaskScheduled))]
[JsonDerivedType(typeof(TaskCompleted), nameof(TaskCompleted))]
[JsonDerivedType(typeof(TaskFailed), nameof(TaskFailed))]
[JsonDerivedType(typeof(TimerCreated), nameof(TimerCreated))]
[JsonDerivedType(typeof(TimerFired), nameof(TimerFired))]
[JsonDerivedType(typeof(SubOrchestrationCreated), nameof(SubOrchestrationCreated))]
[JsonDerivedType(typeof(SubOrchestrationCompleted), nameof(SubOrchestrationCompleted))]
[JsonDerivedType(typeof(SubOrchestrationFailed), nameof(SubOrchestrationFailed))]
[JsonDerivedType(typeof(EventRaised), nameof(EventRaised))]
[JsonDerivedType(typeof(EventSent), nameof(EventSent))]
[JsonDerivedType(typeof(ExecutionSuspended), nameof(ExecutionSuspended))]
[JsonDerivedType(typeof(ExecutionResumed), nameof(ExecutionResumed))]
[JsonDerivedType(typeof(ExecutionTerminated), nameof(ExecutionTerminated))]
[JsonDerivedType(typeof(ExecutionRewound), nameof(ExecutionRewound))]
[JsonDerivedType(typeof(ExecutionCompleted), nameof(ExecutionCompleted))]
public abstract record HistoryEvent(DateTime Timestamp);

/// <summary>A pass began; its time is what the code sees as the current time until the next one.</summary>
public sealed record OrchestratorStarted(DateTime Timestamp) : HistoryEvent(Timestamp);

/// <summary>The orchestrator began. Its input is kept with the instance.</summary>
public sealed record ExecutionStarted(DateTime Timestamp, string Name) : HistoryEvent(Timestamp);

/// <summary>Something the code asked for; ids rise in the order of asking.</summary>
public abstract record TaskRequest(DateTime Timestamp, int TaskId) : HistoryEvent(Timestamp);

/// <summary>An activity was asked for.</summary>
/// <param name="Attempt">From 1; above 1 under a retry policy.</param>
/// <param name="RetryOf">Id of the failed attempt before this one; null for the first.</param>
public sealed record TaskScheduled(
    DateTime Timestamp, int TaskId, string Name, string? Version, string? Input, int Attempt, int? RetryOf)
    : TaskRequest(Timestamp, TaskId);

public sealed record TimerCreated(DateTime Timestamp, int TaskId, DateTime FireAt) : TaskRequest(Timestamp, TaskId);

/// <inheritdoc cref="TaskScheduled"/>
public sealed record SubOrchestrationCreated(
    DateTime Timestamp, int TaskId, string Name, string InstanceId, string? Version, string? Input, int Attempt, int? RetryOf)
    : TaskRequest(Timestamp, TaskId);

public sealed record EventSent(DateTime Timestamp, int TaskId, string InstanceId, string Name, string? Input)
    : TaskRequest(Timestamp, TaskId);

/// <summary>The answer to a <see cref="TaskRequest"/>.</summary>
public abstract record TaskAnswer(DateTime Timestamp, int TaskId) : HistoryEvent(Timestamp);

public sealed record TaskCompleted(DateTime Timestamp, int TaskId, string? Result) : TaskAnswer(Timestamp, TaskId);

/// <summary>An activity failed.</summary>
/// <param name="NonRetriable">Trying again cannot help, such as when no code answers to the name.</param>
public sealed record TaskFailed(DateTime Timestamp, int TaskId, TaskFailureDetails Failure, bool NonRetriable)
    : TaskAnswer(Timestamp, TaskId);

public sealed record TimerFired(DateTime Timestamp, int TaskId, DateTime FireAt) : TaskAnswer(Timestamp, TaskId);

public sealed record SubOrchestrationCompleted(DateTime Timestamp, int TaskId, string? Result) : TaskAnswer(Timestamp, TaskId);

/// <inheritdoc cref="TaskFailed"/>
public sealed record SubOrchestrationFailed(DateTime Timestamp, int TaskId, TaskFailureDetails Failure, bool NonRetriable)
    : TaskAnswer(Timestamp, TaskId);

public sealed record EventRaised(DateTime Timestamp, string Name, string? Input) : HistoryEvent(Timestamp);

public sealed record ExecutionSuspended(DateTime Timestamp, string? Reason) : HistoryEvent(Timestamp);

public sealed record ExecutionResumed(DateTime Timestamp, string? Reason) : HistoryEvent(Timestamp);

public sealed record ExecutionTerminated(DateTime Timestamp, string? Output, bool Recursive) : HistoryEvent(Timestamp);

public sealed record ExecutionRewound(DateTime Timestamp, string? Reason) : HistoryEvent(Timestamp);

public sealed record ExecutionCompleted(
    DateTime Timestamp, OrchestrationRuntimeStatus Status, string? Output, TaskFailureDetails? Failure, IReadOnlyList<int> FailedTasks)
    : HistoryEvent(Timestamp);
