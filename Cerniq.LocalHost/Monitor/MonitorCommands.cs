using System.Text.Json;
using System.Text.Json.Nodes;
using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.Client;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Management;
using Cerniq.LocalHost.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Monitor;

/// <summary>What an operator can do to an instance. The answer says in words what became of it: 202 done, 404 no such instance,
/// 409 not in this state.</summary>
internal sealed class MonitorCommands(DurableEngine engine, ILogger log)
{
    /// <summary>Runs <c>terminate</c>, <c>suspend</c>, <c>resume</c>, <c>rewind</c> (body <c>{"reason"}</c>), <c>raise</c>
    /// (<c>{"name","payload"}</c>), <c>restart</c> (<c>{"newId"}</c>) or <c>purge</c>.</summary>
    public async Task<IResult> RunAsync(string id, string command, HttpRequest request)
    {
        var body = await ReadAsync(request);
        var reason = body["reason"]?.ToString();
        var aborted = request.HttpContext.RequestAborted;
        var (status, message) = command switch
        {
            "terminate" => await SendAsync(
                id, new ExecutionTerminated(engine.Now, engine.Options.DataConverter.Serialize(reason), Flag(body, "recursive")), "is being terminated", aborted),
            "suspend" => await SendAsync(id, new ExecutionSuspended(engine.Now, reason), "is being suspended", aborted),
            "resume" => await SendAsync(id, new ExecutionResumed(engine.Now, reason), "resumes", aborted),
            "raise" => await RaiseAsync(id, body, aborted),
            "rewind" => await TryAsync(() => RewindAsync(id, reason, aborted)),
            "restart" => await TryAsync(() => RestartAsync(id, Flag(body, "newId"), aborted)),
            "purge" => await PurgeAsync(id, aborted),
            _ => throw new BadManagementRequestException($"'{command}' is not something the monitor can do."),
        };
        log.MonitorCommand(command, id, message.Message);
        return Results.Json(message, MonitorJson.Default.MonitorMessage, statusCode: status);
    }

    private static bool Flag(JsonObject body, string name) => body[name] is JsonValue value && value.TryGetValue<bool>(out var set) && set;

    private static async Task<JsonObject> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength is 0 or null && !request.HasJsonContentType())
        {
            return [];
        }

        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted) as JsonObject
                ?? throw new BadManagementRequestException("The body must be a JSON object.");
        }
        catch (JsonException broken)
        {
            throw new BadManagementRequestException($"The body is not valid JSON: {broken.Message}");
        }
    }

    private Task<(int, MonitorMessage)> RaiseAsync(string id, JsonObject body, CancellationToken cancellation)
    {
        var name = body["name"]?.ToString();
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new BadManagementRequestException("The event needs a name.");
        }

        return SendAsync(id, new EventRaised(engine.Now, name, body["payload"]?.ToJsonString()), $"gets the event '{name}'", cancellation);
    }

    private async Task<(int, MonitorMessage)> SendAsync(string id, HistoryEvent message, string done, CancellationToken cancellation) =>
        await engine.SendAsync(id, message, cancellation) switch
        {
            CommandOutcome.Accepted => Answer(StatusCodes.Status202Accepted, $"{id} {done}."),
            CommandOutcome.Missing => Missing(id),
            _ => Answer(StatusCodes.Status409Conflict, $"{id} has already ended."),
        };

    private static async Task<(int, MonitorMessage)> TryAsync(Func<Task<MonitorMessage>> command)
    {
        try
        {
            return (StatusCodes.Status202Accepted, await command());
        }
        catch (ArgumentException missing)
        {
            return Answer(StatusCodes.Status404NotFound, missing.Message);
        }
        catch (InvalidOperationException unfit)
        {
            return Answer(StatusCodes.Status409Conflict, unfit.Message);
        }
    }

    private async Task<MonitorMessage> RewindAsync(string id, string? reason, CancellationToken cancellation)
    {
        await engine.Client.RewindInstanceAsync(id, reason ?? "", cancellation);
        return new MonitorMessage($"{id} goes on from before its failure.");
    }

    private async Task<MonitorMessage> RestartAsync(string id, bool newId, CancellationToken cancellation)
    {
        var started = await engine.Client.RestartAsync(id, newId, cancellation);
        return new MonitorMessage(newId ? $"{started} was started with the input of {id}." : $"{id} was started again.", started);
    }

    private async Task<(int, MonitorMessage)> PurgeAsync(string id, CancellationToken cancellation)
    {
        if ((await engine.Client.PurgeInstanceAsync(id, cancellation)).PurgedInstanceCount > 0)
        {
            return Answer(StatusCodes.Status202Accepted, $"{id} was removed.");
        }

        return await engine.Client.GetInstanceAsync(id, cancellation) is null
            ? Missing(id)
            : Answer(StatusCodes.Status409Conflict, $"{id} has not ended; only what has ended can be removed.");
    }

    private static (int, MonitorMessage) Missing(string id) => Answer(StatusCodes.Status404NotFound, $"There is no instance '{id}'.");

    private static (int, MonitorMessage) Answer(int status, string message) => (status, new MonitorMessage(message));
}
