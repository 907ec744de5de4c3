using System.Text.Json.Nodes;
using Cerniq.LocalHost.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Management;

/// <summary>Routes over many instances.</summary>
internal sealed class ListRoutes(DurableEngine engine, WaitingJson waiting)
{
    private const string ContinuationHeader = "x-ms-continuation-token";

    public async Task<IResult> ListAsync(HttpRequest request)
    {
        string? token = request.Headers[ContinuationHeader];
        var showInput = RequestReading.Flag(request, "showInput", otherwise: true);
        var query = new OrchestrationQuery(
            RequestReading.Time(request, "createdTimeFrom"),
            RequestReading.Time(request, "createdTimeTo"),
            RequestReading.Statuses(request),
            InstanceIdPrefix: request.Query["instanceIdPrefix"],
            PageSize: RequestReading.Number(request, "top") is > 0 and var top ? top : OrchestrationQuery.DefaultPageSize,
            FetchInputsAndOutputs: true,
            ContinuationToken: string.IsNullOrEmpty(token) ? null : token);

        if (RequestReading.Waiting(request) is { } waits)
        {
            return await ListWaitingAsync(waits, query, request);
        }

        var budget = new ReplayBudget();
        var list = new JsonArray();
        try
        {
            var page = await PageAsync(query, request);
            page.Values.ToList().ForEach(instance => list.Add((JsonNode)Status(instance, showInput, budget)));
        }
        catch (StoreException damaged) when (damaged.Fault == StoreFault.Damaged)
        {
            // The one that cannot be read must not hide the others.
            foreach (var bare in (await PageAsync(query with { FetchInputsAndOutputs = false }, request)).Values)
            {
                list.Add((JsonNode)await ReadableAsync(bare, showInput, budget, request));
            }
        }

        return DurableManagementApi.Json(list, StatusCodes.Status200OK);
    }

    private async Task<Page<OrchestrationMetadata>> PageAsync(OrchestrationQuery query, HttpRequest request)
    {
        await foreach (var page in engine.Client.GetAllInstancesAsync(query).AsPages().WithCancellation(request.HttpContext.RequestAborted))
        {
            if (page.ContinuationToken is not null)
            {
                request.HttpContext.Response.Headers[ContinuationHeader] = page.ContinuationToken;
            }

            return page;
        }

        return new Page<OrchestrationMetadata>([]);
    }

    /// <summary>An instance with its payloads; without, and with the reason as its <c>problem</c>, where the store is damaged.</summary>
    private async Task<JsonObject> ReadableAsync(OrchestrationMetadata bare, bool showInput, ReplayBudget budget, HttpRequest request)
    {
        try
        {
            var whole = await engine.Client.GetInstanceAsync(bare.InstanceId, getInputsAndOutputs: true, request.HttpContext.RequestAborted);
            return Status(whole ?? bare, showInput, budget);
        }
        catch (StoreException damaged) when (damaged.Fault == StoreFault.Damaged)
        {
            var status = Status(bare, showInput, budget);
            status["problem"] = damaged.Plainly;
            return status;
        }
    }

    /// <summary>Beside the official filters: what has waited longer than so many seconds, the longest first.</summary>
    private async Task<IResult> ListWaitingAsync(WaitFilter filter, OrchestrationQuery query, HttpRequest request)
    {
        var page = new WaitSearch(engine, filter, new DateTimeOffset(engine.Now)).Find(query.PageSize, query.ContinuationToken, query.Fits);
        if (page.Continuation is not null)
        {
            request.HttpContext.Response.Headers[ContinuationHeader] = page.Continuation;
        }

        var list = new JsonArray();
        var budget = new ReplayBudget();
        foreach (var found in page.Found)
        {
            var bare = new OrchestrationMetadata(found.Name, found.InstanceId)
            {
                RuntimeStatus = found.Status,
                CreatedAt = new DateTimeOffset(found.Created),
                LastUpdatedAt = new DateTimeOffset(found.Updated),
            };
            list.Add((JsonNode)await ReadableAsync(bare, RequestReading.Flag(request, "showInput", otherwise: true), budget, request));
        }

        return DurableManagementApi.Json(list, StatusCodes.Status200OK);
    }

    private JsonObject Status(OrchestrationMetadata instance, bool showInput, ReplayBudget budget)
    {
        var status = StatusJson.Of(instance, showInput);
        waiting.AddTo(status, instance, budget);
        return status;
    }

    public async Task<IResult> PurgeAsync(HttpRequest request)
    {
        var from = RequestReading.Time(request, "createdTimeFrom")
            ?? throw new BadManagementRequestException("createdTimeFrom is required.");
        var filter = new PurgeInstancesFilter(
            from, RequestReading.Time(request, "createdTimeTo") ?? new DateTimeOffset(engine.Now), RequestReading.Statuses(request));
        return Purged(await engine.Client.PurgeAllInstancesAsync(filter, request.HttpContext.RequestAborted));
    }

    public static IResult Purged(PurgeResult result) => result.PurgedInstanceCount == 0
        ? Results.NotFound()
        : Deleted(result.PurgedInstanceCount);

    public static IResult Deleted(int count) =>
        DurableManagementApi.Json(new JsonObject { ["instancesDeleted"] = count }, StatusCodes.Status200OK);
}
