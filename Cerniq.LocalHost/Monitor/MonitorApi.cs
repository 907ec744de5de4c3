using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.Management;
using Cerniq.LocalHost.Hosting.Orchestration;
using Cerniq.LocalHost.Http;
using Cerniq.LocalHost.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Monitor;

/// <summary>What the monitor's page asks for: JSON under <c>/runtime/monitor/api</c>, behind the admin key.</summary>
/// <remarks>The key is taken from the header <c>x-functions-key</c> alone: an address ends up in histories and logs.</remarks>
internal sealed class MonitorApi(DurableHost durable, HostKeys keys, TimeProvider time, ILogger<MonitorApi> log)
{
    private const string KeyHeader = "x-functions-key";

    /// <summary>Counts go no further, and are told as "more than".</summary>
    private const int CountLimit = 100_000;

    private readonly MonitorCommands _commands = new(durable.Engine, log);

    private DurableEngine Engine => durable.Engine;

    public void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(MonitorPages.BasePath + "/api");
        group.AddEndpointFilter(GuardAsync);
        group.MapGet("/hub", Hub);
        group.MapGet("/instances", List);
        group.MapGet("/instances/{id}", Inspect);
        group.MapGet("/instances/{id}/recording", Record);
        group.MapPost("/instances/{id}/{command}", _commands.RunAsync);
        group.Map("/{**rest}", () => Results.NotFound());
    }

    private async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        MonitorPages.Protect(http.Response);
        http.Response.Headers.CacheControl = "no-store";
        if (!keys.IsMaster(http.Request.Headers[KeyHeader]))
        {
            await Unauthorized.WriteAsync(http);
            return Results.Empty;
        }

        try
        {
            return await next(context);
        }
        catch (Exception refused) when (refused is BadManagementRequestException or ArgumentException)
        {
            return Message(StatusCodes.Status400BadRequest, refused.Message);
        }
    }

    internal static IResult Message(int status, string message) =>
        Results.Json(new MonitorMessage(message), MonitorJson.Default.MonitorMessage, statusCode: status);

    private IResult Hub()
    {
        var counts = MonitorStatuses.All.ToDictionary(status => status.ToString(), status => Engine.Count(status, CountLimit));
        return Results.Json(
            new MonitorHub(Engine.Options.HubName, time.GetUtcNow().UtcDateTime, counts, CountLimit, durable.Retention.KeepEnded?.TotalDays),
            MonitorJson.Default.MonitorHub);
    }

    private IResult List(HttpRequest request) => Results.Json(
        new MonitorList(Engine, time.GetUtcNow()).Read(MonitorFilter.Read(request)), MonitorJson.Default.MonitorInstances);

    /// <summary>The instance as a file for replay tests.</summary>
    private IResult Record(string id) => Engine.Record(id) is { } recorded
        ? Results.Text(recorded.ToJson(), "application/json")
        : Message(StatusCodes.Status404NotFound, $"There is no instance '{id}'.");

    private IResult Inspect(string id, HttpRequest request) => Engine.Inspect(id) is { } found
        ? Results.Json(
            MonitorInstance.Of(found, time.GetUtcNow().UtcDateTime, RequestReading.Number(request, "before")), MonitorJson.Default.MonitorInstance)
        : Message(StatusCodes.Status404NotFound, $"There is no instance '{id}'.");
}

/// <summary>The statuses an instance can have at rest.</summary>
internal static class MonitorStatuses
{
    public static IReadOnlyList<OrchestrationRuntimeStatus> All { get; } =
    [
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Suspended,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Terminated,
    ];
}
