using System.Globalization;
using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Monitor;

/// <summary>Which instances the monitor is to list.</summary>
/// <param name="Search">Part of the id or of the orchestrator's name; null for any.</param>
/// <param name="IdPrefix">How the id begins; null for any.</param>
/// <param name="WaitingLongerThan">Only open instances that have waited for something for so long; null for any.</param>
internal sealed record MonitorFilter(
    IReadOnlyList<OrchestrationRuntimeStatus>? Statuses,
    string? Search,
    string? IdPrefix,
    DateTimeOffset? CreatedFrom,
    DateTimeOffset? CreatedTo,
    TimeSpan? WaitingLongerThan,
    int Top,
    string? Continuation)
{
    private const int DefaultTop = 50;
    private const int MaxTop = 200;

    /// <exception cref="BadManagementRequestException">Something in the address is not what it should be.</exception>
    public static MonitorFilter Read(HttpRequest request) => new(
        RequestReading.Statuses(request),
        Text(request, "search"),
        Text(request, "idPrefix"),
        RequestReading.Time(request, "createdFrom"),
        RequestReading.Time(request, "createdTo"),
        Seconds(Text(request, "waitingLongerThan")),
        Math.Clamp(RequestReading.Number(request, "top") ?? DefaultTop, 1, MaxTop),
        Text(request, "continuation"));

    /// <summary>What the store's indexes do not answer.</summary>
    public bool Fits(InstanceSummary instance) =>
        (Search is null
            || instance.InstanceId.Contains(Search, StringComparison.OrdinalIgnoreCase)
            || instance.Name.Contains(Search, StringComparison.OrdinalIgnoreCase))
        && (WaitingLongerThan is null || FitsWaiting(instance));

    private bool FitsWaiting(InstanceSummary instance) =>
        (Statuses is null || Statuses.Contains(instance.Status))
        && (IdPrefix is null || instance.InstanceId.StartsWith(IdPrefix, StringComparison.Ordinal))
        && (CreatedFrom is null || instance.Created >= CreatedFrom.Value.UtcDateTime)
        && (CreatedTo is null || instance.Created <= CreatedTo.Value.UtcDateTime);

    private static string? Text(HttpRequest request, string name) =>
        request.Query[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    private static TimeSpan? Seconds(string? text)
    {
        if (text is null)
        {
            return null;
        }

        const int longest = 3650 * 24 * 3600;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= longest
            ? TimeSpan.FromSeconds(seconds)
            : throw new BadManagementRequestException($"waitingLongerThan is a number of seconds up to {longest}, not '{text}'.");
    }
}
