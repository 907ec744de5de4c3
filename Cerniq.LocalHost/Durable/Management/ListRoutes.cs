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

        if (RequestReading.Number(request, "waitingLongerThan") is { } seconds)
        {
            return await ListWaitingAsync(TimeSpan.FromSeconds(seconds), query, request);
        }

        await foreach (var page in engine.Client.GetAllInstancesAsync(query).AsPages().WithCancellation(request.HttpContext.RequestAborted))
        {
            if (page.ContinuationToken is not null)
            {
                request.HttpContext.Response.Headers[ContinuationHeader] = page.ContinuationToken;
            }

            var list = new JsonArray([.. page.Values.Select(instance => Status(instance, showInput))]);
            return DurableManagementApi.Json(list, StatusCodes.Status200OK);
        }

        return DurableManagementApi.Json(new JsonArray(), StatusCodes.Status200OK);
    }

    /// <summary>Beside the official filters, and instead of them: what has waited longer than so many seconds, the longest first.</summary>
    private async Task<IResult> ListWaitingAsync(TimeSpan longer, OrchestrationQuery query, HttpRequest request)
    {
        var since = new DateTimeOffset(engine.Now) - longer;
        var page = engine.ListWaitingSince(since, query.PageSize, query.ContinuationToken);
        if (page.ContinuationToken is not null)
        {
            request.HttpContext.Response.Headers[ContinuationHeader] = page.ContinuationToken;
        }

        var list = new JsonArray();
        foreach (var found in page.Values)
        {
            if (await engine.Client.GetInstanceAsync(found.InstanceId, getInputsAndOutputs: true, request.HttpContext.RequestAborted) is { } instance)
            {
                list.Add((JsonNode)Status(instance, RequestReading.Flag(request, "showInput", otherwise: true)));
            }
        }

        return DurableManagementApi.Json(list, StatusCodes.Status200OK);
    }

    private JsonObject Status(OrchestrationMetadata instance, bool showInput)
    {
        var status = StatusJson.Of(instance, showInput);
        waiting.AddTo(status, instance, inList: true);
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
