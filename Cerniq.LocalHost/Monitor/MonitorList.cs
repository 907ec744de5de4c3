using Cerniq.LocalHost.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Monitor;

/// <summary>Lists instances with what they wait for.</summary>
/// <remarks>Status, id prefix, creation and waiting are walks along an index. A search inside names and ids is not: it looks at a
/// bounded number of instances for each answer, says how many, and goes on from there when asked.</remarks>
internal sealed class MonitorList(DurableEngine engine, DateTimeOffset now)
{
    private const int MaxLookedAt = 5000;
    private const int SearchPage = 100;

    /// <summary>To tell what an instance waits for, its history is replayed; in a list, only a short one.</summary>
    private const int LongestReplayed = 1000;

    public MonitorInstances Read(MonitorFilter filter)
    {
        var found = new List<InstanceSummary>();
        var lookedAt = 0;
        var continuation = filter.Continuation;
        do
        {
            var page = Page(filter, continuation);
            lookedAt += page.Values.Count;
            found.AddRange(page.Values.Where(filter.Fits));
            continuation = page.ContinuationToken;
        }
        while (continuation is not null && found.Count < filter.Top && lookedAt < MaxLookedAt);

        return new MonitorInstances(now.UtcDateTime, found.ConvertAll(Describe), continuation, lookedAt);
    }

    private Page<InstanceSummary> Page(MonitorFilter filter, string? continuation)
    {
        // The whole of a page is shown, so a search that may find few in many reads larger ones.
        var size = filter.Search is null ? filter.Top : SearchPage;
        if (filter.WaitingLongerThan is { } longer)
        {
            return engine.ListWaitingSince(now - longer, size, continuation);
        }

        var query = new OrchestrationQuery(
            filter.CreatedFrom, filter.CreatedTo, filter.Statuses, InstanceIdPrefix: filter.IdPrefix, PageSize: size, ContinuationToken: continuation);
        return filter.IdPrefix is null ? engine.ListNewest(query) : engine.List(query);
    }

    private string? Failure(InstanceSummary instance) =>
        instance.Status == OrchestrationRuntimeStatus.Failed ? engine.ReadFailure(instance.InstanceId)?.ErrorMessage : null;

    private MonitorListed Describe(InstanceSummary instance)
    {
        var found = instance is { IsOpen: true, Events: <= LongestReplayed } ? engine.Inspect(instance.InstanceId) : null;
        return new MonitorListed(
            instance.InstanceId,
            instance.Name,
            instance.Status.ToString(),
            instance.Created,
            instance.Updated,
            instance.ParentId,
            found is null ? [] : MonitorWait.Of(found.WaitsFor),
            found?.Waits.Problem ?? Failure(instance));
    }
}
