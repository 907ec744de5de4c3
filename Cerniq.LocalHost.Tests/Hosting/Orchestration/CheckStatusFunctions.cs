using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Hosting.Orchestration;

/// <summary>HTTP starters that answer with the addresses of what they started.</summary>
internal sealed class CheckStatusFunctions
{
    [Function("Begin")]
    public static async Task<HttpResponseData> BeginAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "begin/{id}")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        await client.ScheduleNewOrchestrationInstanceAsync(nameof(Greet), new StartOrchestrationOptions(id));
        return await client.CreateCheckStatusResponseAsync(request, id);
    }

    [Function("BeginInStep")]
    public static HttpResponseData BeginInStep(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "begin-in-step/{id}")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        string id) => client.CreateCheckStatusResponse(request, id, HttpStatusCode.OK);

    [Function("BeginAndWait")]
    public static async Task<HttpResponseData> BeginAndWaitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "wait/{id}")] HttpRequestData request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        using var limit = new CancellationTokenSource();
        await client.ScheduleNewOrchestrationInstanceAsync(nameof(Greet), new StartOrchestrationOptions(id));
        if (request.Query["greeting"] is { } greeting)
        {
            await client.RaiseEventAsync(id, "greeting", greeting);
        }
        else
        {
            await limit.CancelAsync();
        }

        return await client.WaitForCompletionOrCreateCheckStatusResponseAsync(
            request, id, returnInternalServerErrorOnFailure: true, getInputsAndOutputs: true, cancellation: limit.Token);
    }

    [Function(nameof(Greet))]
    public static async Task<string> Greet([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.WaitForExternalEvent<string>("greeting") is { Length: > 0 } greeting
            ? greeting
            : throw new InvalidOperationException("Nobody greets with nothing.");
}
