using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable;

/// <summary>An instance in a list. Times are UTC.</summary>
/// <param name="Updated">When something last happened to it; for an ended instance, its end.</param>
/// <param name="WaitingSince">Since when it waits for what it has waited for longest: an event, a timer, an activity from its first
/// attempt on. For an ended instance it says nothing.</param>
/// <param name="StartAt">When it is to start, for one that was scheduled for later.</param>
/// <param name="Events">How long its history is.</param>
public sealed record InstanceSummary(
    string InstanceId,
    string Name,
    string? Version,
    OrchestrationRuntimeStatus Status,
    DateTime Created,
    DateTime Updated,
    DateTime WaitingSince,
    DateTime? StartAt,
    int Events,
    string? ParentId)
{
    /// <summary>It has not ended.</summary>
    public bool IsOpen => !InstanceRow.IsFinal(Status);

    internal static InstanceSummary Of(InstanceRow row) => new(
        row.Id, row.Name, row.Version, row.Status, row.Created, row.Updated, row.WaitingSince, row.Begun ? null : row.StartAt, row.Events, row.Parent?.InstanceId);
}

/// <summary>Everything that is known of one instance, as of one moment. Payloads are JSON.</summary>
public sealed record InstanceInspection(
    InstanceSummary Summary,
    string? Input,
    string? Output,
    string? CustomStatus,
    TaskFailureDetails? Failure,
    IReadOnlyList<HistoryEvent> History,
    InstanceWaits Waits)
{
    /// <summary>All it waits for, the longest waiting first; empty when it has ended.</summary>
    public IReadOnlyList<OpenWait> WaitsFor => Summary.IsOpen ? OpenWait.All(Summary, Waits, History) : [];
}
