using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable;

/// <summary>A query's filters put to one instance, where no index answers them.</summary>
internal static class QueryFit
{
    public static bool Fits(this OrchestrationQuery query, InstanceSummary instance) =>
        (query.Statuses is null || query.Statuses.Contains(instance.Status))
        && (query.InstanceIdPrefix is not { Length: > 0 } prefix || instance.InstanceId.StartsWith(prefix, StringComparison.Ordinal))
        && (query.CreatedFrom is not { } from || instance.Created >= from.UtcDateTime)
        && (query.CreatedTo is not { } to || instance.Created <= to.UtcDateTime);
}
