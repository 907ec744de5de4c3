using Cerniq.LocalHost.Durable;

namespace Cerniq.LocalHost.Monitor;

/// <summary>One instance as the monitor shows it.</summary>
/// <param name="Timeline">A page of its history's entries, in order.</param>
/// <param name="TimelineFirst">How many entries come before that page.</param>
/// <param name="TimelineTotal">How many entries there are.</param>
internal sealed record MonitorInstance(
    DateTime Now,
    string Id,
    string Name,
    string? Version,
    string Status,
    DateTime Created,
    DateTime Updated,
    string? ParentId,
    int Events,
    MonitorPayload? Input,
    MonitorPayload? Output,
    MonitorPayload? CustomStatus,
    MonitorError? Failure,
    MonitorWait[] WaitsFor,
    string? Problem,
    MonitorStep[] Timeline,
    int TimelineFirst,
    int TimelineTotal)
{
    private const int LongestTimeline = 500;

    /// <param name="before">Shows what comes before this entry, as much as a page holds; null for the newest.</param>
    public static MonitorInstance Of(InstanceInspection found, DateTime now, int? before)
    {
        var summary = found.Summary;
        var steps = MonitorTimeline.Of(found);
        var end = Math.Min(before ?? steps.Count, steps.Count);
        var first = Math.Max(0, end - LongestTimeline);
        return new MonitorInstance(
            now,
            summary.InstanceId,
            summary.Name,
            summary.Version,
            summary.Status.ToString(),
            summary.Created,
            summary.Updated,
            summary.ParentId,
            summary.Events,
            MonitorPayload.Of(found.Input),
            MonitorPayload.Of(found.Output),
            MonitorPayload.Of(found.CustomStatus),
            MonitorError.Of(found.Failure),
            MonitorWait.Of(found.WaitsFor),
            found.Waits.Problem,
            [.. steps[first..end]],
            first,
            steps.Count);
    }
}

/// <summary>A payload's text, cut when it is long.</summary>
/// <param name="Length">How many characters it has in full.</param>
internal sealed record MonitorPayload(string Text, int Length)
{
    private const int Longest = 64 * 1024;

    public static MonitorPayload? Of(string? payload, int longest = Longest) =>
        payload is null ? null : new MonitorPayload(payload.Length <= longest ? payload : payload[..longest], payload.Length);
}
