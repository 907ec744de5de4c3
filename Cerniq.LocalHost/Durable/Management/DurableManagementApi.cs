using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cerniq.LocalHost.Durable.Client;
using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using DurableTask.Core.Exceptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Management;

/// <summary>The official HTTP management API over an engine. It authorises nobody: whoever maps it does.</summary>
public sealed class DurableManagementApi
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly DurableEngine _engine;
    private readonly StartRoutes _starts;
    private readonly ListRoutes _lists;
    private readonly WaitingJson _waiting;

    private DurableManagementApi(DurableEngine engine, Func<string?> systemKey)
    {
        _engine = engine;
        _starts = new StartRoutes(engine, systemKey);
        _waiting = new WaitingJson(engine);
        _lists = new ListRoutes(engine, _waiting);
    }

    /// <summary>Maps the API under <see cref="ManagementUris.BasePath"/>.</summary>
    /// <param name="routes">Where to map.</param>
    /// <param name="engine">The engine; it must run when requests arrive.</param>
    /// <param name="systemKey">Gives the key that the addresses in answers carry as <c>code=</c>.</param>
    /// <returns>The group, for filters such as authorisation.</returns>
    public static RouteGroupBuilder Map(IEndpointRouteBuilder routes, DurableEngine engine, Func<string?>? systemKey = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var api = new DurableManagementApi(engine, systemKey ?? (static () => null));
        var group = routes.MapGroup(ManagementUris.BasePath);
        group.AddEndpointFilter(api.CheckAsync);
        group.MapPost("/orchestrators/{name}/{id?}", api._starts.StartAsync);
        group.MapGet("/instances/{id}", api.StatusAsync);
        group.MapGet("/instances", api._lists.ListAsync);
        group.MapDelete("/instances/{id}", api.PurgeAsync);
        group.MapDelete("/instances", api._lists.PurgeAsync);
        group.MapPost("/instances/{id}/raiseEvent/{eventName}", api.RaiseAsync);
        group.MapPost("/instances/{id}/terminate", (string id, HttpRequest request) =>
            api.SendAsync(id, request, (at, reason) => new ExecutionTerminated(at, api.Serialize(reason), Recursive: false)));
        group.MapPost("/instances/{id}/suspend", (string id, HttpRequest request) =>
            api.SendAsync(id, request, (at, reason) => new ExecutionSuspended(at, reason)));
        group.MapPost("/instances/{id}/resume", (string id, HttpRequest request) =>
            api.SendAsync(id, request, (at, reason) => new ExecutionResumed(at, reason)));
        group.MapPost("/instances/{id}/rewind", api.RewindAsync);
        group.MapPost("/instances/{id}/restart", api._starts.RestartAsync);
        group.Map("/entities/{**rest}", () => Json(
            Error("Durable entities are not served by this host: the app can have none."), StatusCodes.Status501NotImplemented));
        group.Map("/{**rest}", () => Results.NotFound());
        return group;
    }

    private async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        string? hub = context.HttpContext.Request.Query["taskHub"];
        if (!string.IsNullOrEmpty(hub) && !string.Equals(hub, _engine.Options.HubName, StringComparison.OrdinalIgnoreCase))
        {
            return Results.NotFound(Error($"There is no task hub '{hub}' here."));
        }

        RequestReading.DecodeSlashes(context);
        try
        {
            return await next(context);
        }
        catch (Exception refused) when (refused is BadManagementRequestException or ArgumentException)
        {
            return Results.BadRequest(Error(refused.Message));
        }
        catch (OrchestrationAlreadyExistsException taken)
        {
            return Results.Conflict(Error(taken.Message));
        }
    }

    private async Task<IResult> StatusAsync(string id, HttpRequest request)
    {
        if (await _engine.Client.GetInstanceAsync(id, getInputsAndOutputs: true, request.HttpContext.RequestAborted) is not { } instance)
        {
            return Results.NotFound();
        }

        var showInput = RequestReading.Flag(request, "showInput", otherwise: true);
        var status = StatusJson.Of(instance, showInput);
        _waiting.AddTo(status, instance, budget: null);
        if (RequestReading.Flag(request, "showHistory", otherwise: false))
        {
            var showOutput = RequestReading.Flag(request, "showHistoryOutput", otherwise: false);
            status["historyEvents"] = new HistoryJson(_engine.ReadHistory(id), instance.SerializedInput, showInput, showOutput).Events();
        }

        if (!instance.IsCompleted)
        {
            var response = request.HttpContext.Response;
            response.Headers.Location = $"{RequestReading.BaseUrl(request)}{request.PathBase}{request.Path}{request.QueryString}";
            response.Headers.RetryAfter = "5";
            return Json(status, StatusCodes.Status202Accepted);
        }

        var failed = instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed
            && RequestReading.Flag(request, "returnInternalServerErrorOnFailure", otherwise: false);
        return Json(status, failed ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK);
    }

    private async Task<IResult> PurgeAsync(string id, HttpRequest request)
    {
        var purged = await _engine.Client.PurgeInstanceAsync(id, request.HttpContext.RequestAborted);
        return purged.PurgedInstanceCount == 0 && _engine.StatusOf(id) is not null ? ListRoutes.Deleted(0) : ListRoutes.Purged(purged);
    }

    private async Task<IResult> RaiseAsync(string id, string eventName, HttpRequest request)
    {
        if (_engine.StatusOf(id) is var status && (status is null || InstanceRow.IsFinal(status.Value)))
        {
            return Answer(status is null ? CommandOutcome.Missing : CommandOutcome.Finished);
        }

        if (!request.HasJsonContentType())
        {
            throw new BadManagementRequestException("The body must be application/json.");
        }

        var payload = await RequestReading.JsonBodyAsync(request);
        return Answer(await _engine.SendAsync(id, new EventRaised(_engine.Now, eventName, payload), request.HttpContext.RequestAborted));
    }

    private async Task<IResult> SendAsync(string id, HttpRequest request, Func<DateTime, string?, HistoryEvent> message)
    {
        string? reason = request.Query["reason"];
        return Answer(await _engine.SendAsync(id, message(_engine.Now, reason), request.HttpContext.RequestAborted));
    }

    private async Task<IResult> RewindAsync(string id, HttpRequest request)
    {
        switch (await _engine.Client.GetInstanceAsync(id, request.HttpContext.RequestAborted))
        {
            case null:
                return Results.NotFound();
            case { RuntimeStatus: OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Terminated }:
                return Results.StatusCode(StatusCodes.Status410Gone);
        }

        try
        {
            await _engine.Client.RewindInstanceAsync(id, request.Query["reason"].ToString(), request.HttpContext.RequestAborted);
            return Results.StatusCode(StatusCodes.Status202Accepted);
        }
        catch (InvalidOperationException notFailed)
        {
            return Results.BadRequest(Error(notFailed.Message));
        }
    }

    private string? Serialize(string? reason) => _engine.Options.DataConverter.Serialize(reason);

    private static IResult Answer(CommandOutcome outcome) => Results.StatusCode(outcome switch
    {
        CommandOutcome.Missing => StatusCodes.Status404NotFound,
        CommandOutcome.Finished => StatusCodes.Status410Gone,
        _ => StatusCodes.Status202Accepted,
    });

    internal static JsonObject Error(string message) => new() { ["Message"] = message };

    /// <summary>Addresses can be copied out of it as they are: it is read as JSON, never as a page.</summary>
    internal static IResult Json(JsonNode body, int status) =>
        Results.Text(body.ToJsonString(Plain), "application/json", statusCode: status);
}
