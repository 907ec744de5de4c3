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

    private readonly ReplayBudget _budget = new();

    public MonitorInstances Read(MonitorFilter filter)
    {
        var (found, continuation, lookedAt) = filter.Waiting is { } waiting
            ? new WaitSearch(engine, waiting, now).Find(
                filter.Query.PageSize, filter.Query.ContinuationToken, instance => filter.Fits(instance) && filter.Query.Fits(instance))
            : Search(filter);
        return new MonitorInstances(now.UtcDateTime, found.ConvertAll(Describe), continuation, lookedAt);
    }

    private FoundInstances Search(MonitorFilter filter)
    {
        var found = new List<InstanceSummary>();
        var lookedAt = 0;
        var query = filter.Query;
        do
        {
            var page = Page(query, searches: filter.Search is not null);
            lookedAt += page.Values.Count;
            found.AddRange(page.Values.Where(filter.Fits));
            query = query with { ContinuationToken = page.ContinuationToken };
        }
        while (query.ContinuationToken is not null && found.Count < query.PageSize && lookedAt < MaxLookedAt);

        return new FoundInstances(found, query.ContinuationToken, lookedAt);
    }

    private Page<InstanceSummary> Page(OrchestrationQuery query, bool searches)
    {
        // The whole of a page is shown, so a search that may find few in many reads larger ones.
        var sized = searches ? query with { PageSize = SearchPage } : query;
        return query.InstanceIdPrefix is null ? engine.ListNewest(sized) : engine.List(sized);
    }

    private string? Failure(InstanceSummary instance) =>
        instance.Status == OrchestrationRuntimeStatus.Failed ? engine.ReadFailure(instance.InstanceId)?.ErrorMessage : null;

    private MonitorListed Describe(InstanceSummary instance)
    {
        var isTold = instance.IsOpen && _budget.TrySpend(instance.Events);
        var found = isTold ? engine.Inspect(instance.InstanceId) : null;
        return new MonitorListed(
            instance.InstanceId,
            instance.Name,
            instance.Status.ToString(),
            instance.Created,
            instance.Updated,
            instance.ParentId,
            found is null ? [] : MonitorWait.Of(found.WaitsFor),
            found?.Waits.Problem ?? Failure(instance),
            WaitsUntold: instance.IsOpen && !isTold ? true : null);
    }
}
