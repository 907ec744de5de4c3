using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
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

        await foreach (var page in engine.Client.GetAllInstancesAsync(query).AsPages().WithCancellation(request.HttpContext.RequestAborted))
        {
            if (page.ContinuationToken is not null)
            {
                request.HttpContext.Response.Headers[ContinuationHeader] = page.ContinuationToken;
            }

            var budget = new ReplayBudget();
            var list = new JsonArray([.. page.Values.Select(instance => Status(instance, showInput, budget))]);
            return DurableManagementApi.Json(list, StatusCodes.Status200OK);
        }

        return DurableManagementApi.Json(new JsonArray(), StatusCodes.Status200OK);
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
            if (await engine.Client.GetInstanceAsync(found.InstanceId, getInputsAndOutputs: true, request.HttpContext.RequestAborted) is { } instance)
            {
                list.Add((JsonNode)Status(instance, RequestReading.Flag(request, "showInput", otherwise: true), budget));
            }
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
        : DurableManagementApi.Json(new JsonObject { ["instancesDeleted"] = result.PurgedInstanceCount }, StatusCodes.Status200OK);
}
