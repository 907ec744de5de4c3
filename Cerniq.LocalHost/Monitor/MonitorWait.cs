using Cerniq.LocalHost.Durable;
using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Monitor;

/// <inheritdoc cref="OpenWait"/>
internal sealed record MonitorWait(
    string Kind, string Name, DateTime Since, DateTime? DueAt, int? Attempt, MonitorError? LastError, string? InstanceId)
{
    public static MonitorWait[] Of(IReadOnlyList<OpenWait> waits) => [.. waits.Select(wait => new MonitorWait(
        wait.Kind, wait.Name, wait.Since, wait.DueAt, wait.Attempt, MonitorError.Of(wait.LastError), wait.InstanceId))];
}

/// <summary>A failure as the monitor shows it.</summary>
internal sealed record MonitorError(string Type, string Message, string? StackTrace, MonitorError? Inner)
{
    public static MonitorError? Of(TaskFailureDetails? failure) => failure is null
        ? null
        : new MonitorError(failure.ErrorType, failure.ErrorMessage, failure.StackTrace, Of(failure.InnerFailure));
}
