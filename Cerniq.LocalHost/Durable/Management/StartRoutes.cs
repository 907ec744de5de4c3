using System.Text.Json.Nodes;
using Cerniq.LocalHost.Durable.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.Management;

/// <summary>Routes that start instances.</summary>
internal sealed class StartRoutes(DurableEngine engine, Func<string?> systemKey)
{
    public async Task<IResult> StartAsync(string name, string? id, HttpRequest request)
    {
        var aborted = request.HttpContext.RequestAborted;
        if (!engine.HasOrchestrator(name))
        {
            throw new BadManagementRequestException($"There is no orchestrator function '{name}'.");
        }

        if (id is null && RequestReading.LastSegment(request) is { } last && InstanceId.IsDotSegment(last))
        {
            // The server took it for a folder: the caller would not find the instance under the id it was asked for.
            throw new BadManagementRequestException(InstanceId.NoAddress(last));
        }

        var input = await RequestReading.JsonBodyAsync(request);
        return await AnswerAsync(await engine.StartRawAsync(name, input, new StartOrchestrationOptions(id), aborted), request);
    }

    public async Task<IResult> RestartAsync(string id, HttpRequest request)
    {
        var newId = RequestReading.Flag(request, "restartWithNewInstanceId", otherwise: true);
        try
        {
            return await AnswerAsync(await engine.Client.RestartAsync(id, newId, request.HttpContext.RequestAborted), request);
        }
        catch (InvalidOperationException running)
        {
            return Results.BadRequest(DurableManagementApi.Error(running.Message));
        }
    }

    /// <summary>Where to ask for the instance; or what became of it, for callers that wait.</summary>
    private async Task<IResult> AnswerAsync(string id, HttpRequest request) =>
        RequestReading.Seconds(request, "timeout") is { } timeout && RequestReading.Seconds(request, "pollingInterval") is not null
            ? await WaitAsync(id, timeout, request)
            : CheckStatus(id, request);

    private async Task<IResult> WaitAsync(string id, TimeSpan timeout, HttpRequest request)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted);
        limit.CancelAfter(timeout);
        OrchestrationMetadata done;
        try
        {
            done = await engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, limit.Token);
        }
        catch (OperationCanceledException) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return CheckStatus(id, request);
        }

        if (done.RuntimeStatus == OrchestrationRuntimeStatus.Completed)
        {
            return Results.Text(done.SerializedOutput ?? "null", "application/json");
        }

        var failed = done.RuntimeStatus == OrchestrationRuntimeStatus.Failed
            && RequestReading.Flag(request, "returnInternalServerErrorOnFailure", otherwise: false);
        return DurableManagementApi.Json(
            StatusJson.Of(done, showInput: true), failed ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK);
    }

    private IResult CheckStatus(string id, HttpRequest request)
    {
        var uris = ManagementUris.For(id, RequestReading.BaseUrl(request), engine.Options.HubName, systemKey());
        request.HttpContext.Response.Headers.Location = uris.StatusQueryGetUri;
        request.HttpContext.Response.Headers.RetryAfter = "10";
        var body = new JsonObject
        {
            ["id"] = uris.Id,
            ["statusQueryGetUri"] = uris.StatusQueryGetUri,
            ["sendEventPostUri"] = uris.SendEventPostUri,
            ["terminatePostUri"] = uris.TerminatePostUri,
            ["purgeHistoryDeleteUri"] = uris.PurgeHistoryDeleteUri,
            ["restartPostUri"] = uris.RestartPostUri,
            ["suspendPostUri"] = uris.SuspendPostUri,
            ["resumePostUri"] = uris.ResumePostUri,
        };
        return DurableManagementApi.Json(body, StatusCodes.Status202Accepted);
    }
}
