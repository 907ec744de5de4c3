using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Monitor;

/// <summary>Which instances the monitor is to list.</summary>
/// <param name="Query">What the store's indexes answer.</param>
/// <param name="Search">Part of the id or of the orchestrator's name; null for any.</param>
/// <param name="Waiting">Only open instances that wait for something; null for any.</param>
internal sealed record MonitorFilter(OrchestrationQuery Query, string? Search, WaitFilter? Waiting)
{
    private const int DefaultTop = 50;
    private const int MaxTop = 200;

    /// <exception cref="BadManagementRequestException">Something in the address is not what it should be.</exception>
    public static MonitorFilter Read(HttpRequest request) => new(
        new OrchestrationQuery(
            RequestReading.Time(request, "createdFrom"),
            RequestReading.Time(request, "createdTo"),
            RequestReading.Statuses(request),
            InstanceIdPrefix: Text(request, "idPrefix"),
            PageSize: Math.Clamp(RequestReading.Number(request, "top") ?? DefaultTop, 1, MaxTop),
            ContinuationToken: Text(request, "continuation")),
        Text(request, "search"),
        RequestReading.Waiting(request));

    /// <summary>What the store's indexes do not answer.</summary>
    public bool Fits(InstanceSummary instance) =>
        Search is null
        || instance.InstanceId.Contains(Search, StringComparison.OrdinalIgnoreCase)
        || instance.Name.Contains(Search, StringComparison.OrdinalIgnoreCase);

    private static string? Text(HttpRequest request, string name) =>
        request.Query[name].ToString().Trim() is { Length: > 0 } text ? text : null;
}
