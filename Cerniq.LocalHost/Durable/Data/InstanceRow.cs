using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Data;

/// <summary>An instance as the store holds it. A turn changes it in memory and writes it once.</summary>
internal sealed class InstanceRow
{
    private DateTime? _waitingSince;

    public long Seq { get; set; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Version { get; set; }

    public required string ExecutionId { get; set; }

    public OrchestrationRuntimeStatus Status { get; set; } = OrchestrationRuntimeStatus.Pending;

    public required DateTime Created { get; init; }

    public required DateTime Updated { get; set; }

    /// <summary>Since when it waits for what it has waited for longest; for one that waits for nothing, its last turn.</summary>
    public DateTime WaitingSince
    {
        get => _waitingSince ?? Created;
        set => _waitingSince = value;
    }

    public DateTime? StartAt { get; init; }

    public ParentLink? Parent { get; init; }

    /// <summary>JSON object of texts, or null.</summary>
    public string? Tags { get; init; }

    /// <summary>The orchestrator's code has been started.</summary>
    public bool Begun { get; set; }

    /// <summary>How many events the history holds.</summary>
    public int Events { get; set; }

    /// <summary>Open activities, plus one for a first turn or a rewind that is due.</summary>
    public int Work { get; set; }

    public string? CustomStatus { get; set; }

    public string? Input { get; set; }

    public string? Output { get; set; }

    public TaskFailureDetails? Failure { get; set; }

    public bool IsFinished => IsFinal(Status);

    /// <summary>A copy of a new instance under this number.</summary>
    public InstanceRow WithNumber(long number)
    {
        var copy = (InstanceRow)MemberwiseClone();
        copy.Seq = number;
        return copy;
    }

    public static string NewExecutionId() => Guid.NewGuid().ToString("N");

    public static bool IsFinal(OrchestrationRuntimeStatus status) => status
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}

/// <summary>Who waits for a sub-orchestration, and under which task id.</summary>
internal sealed record ParentLink(long Seq, string InstanceId, string Name, int TaskId);
