using System.Net;
using Cerniq.LocalHost.Durable.Client;
using Cerniq.LocalHost.Durable.Management;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Answers of HTTP functions that start orchestrations.</summary>
public static class DurableTaskClientExtensions
{
    /// <summary>What the isolated worker's addresses have in place of a reason.</summary>
    private const string ReasonPlaceholder = "{{text}}";

    /// <summary>Waits for an instance to end and answers what became of it; or, once <paramref name="cancellation"/> comes first, where
    /// to ask for it.</summary>
    /// <param name="retryInterval">How often other hosts ask. This one is told of the end.</param>
    /// <param name="returnInternalServerErrorOnFailure">A failed instance is answered with 500, not 200.</param>
    public static async Task<HttpResponseData> WaitForCompletionOrCreateCheckStatusResponseAsync(
        this DurableTaskClient client,
        HttpRequestData request,
        string instanceId,
        TimeSpan? retryInterval = null,
        bool returnInternalServerErrorOnFailure = false,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (retryInterval is { } interval)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.Zero, nameof(retryInterval));
        }

        OrchestrationMetadata ended;
        try
        {
            ended = await client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return await client.CreateCheckStatusResponseAsync(request, instanceId, CancellationToken.None);
        }

        var failed = ended.RuntimeStatus == OrchestrationRuntimeStatus.Failed && returnInternalServerErrorOnFailure;
        var response = request.CreateResponse(failed ? HttpStatusCode.InternalServerError : HttpStatusCode.OK);
        await response.WriteAsJsonAsync(
            new
            {
                ended.Name,
                ended.InstanceId,
                ended.CreatedAt,
                ended.LastUpdatedAt,
                RuntimeStatus = ended.RuntimeStatus.ToString(),
                ended.SerializedInput,
                ended.SerializedOutput,
                ended.SerializedCustomStatus,
            },
            "application/json",
            CancellationToken.None);
        return response;
    }

    /// <summary>Answers 202 with the addresses of an instance.</summary>
    public static Task<HttpResponseData> CreateCheckStatusResponseAsync(
        this DurableTaskClient client, HttpRequestData request, string instanceId, CancellationToken cancellation = default) =>
        client.CreateCheckStatusResponseAsync(request, instanceId, HttpStatusCode.Accepted, cancellation);

    /// <summary>Answers with the addresses of an instance: all of them in the body, that of its status as <c>Location</c>.</summary>
    public static async Task<HttpResponseData> CreateCheckStatusResponseAsync(
        this DurableTaskClient client,
        HttpRequestData request,
        string instanceId,
        HttpStatusCode statusCode,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var payload = client.CreateHttpManagementPayload(instanceId, request);
        var response = request.CreateResponse(statusCode);
        response.Headers.TryAddWithoutValidation("Location", payload.StatusQueryGetUri);
        await response.WriteAsJsonAsync(payload, "application/json", cancellation);
        return response;
    }

    /// <inheritdoc cref="CreateCheckStatusResponseAsync(DurableTaskClient, HttpRequestData, string, CancellationToken)"/>
    public static HttpResponseData CreateCheckStatusResponse(
        this DurableTaskClient client, HttpRequestData request, string instanceId, CancellationToken cancellation = default) =>
        client.CreateCheckStatusResponse(request, instanceId, HttpStatusCode.Accepted, cancellation);

    /// <inheritdoc cref="CreateCheckStatusResponseAsync(DurableTaskClient, HttpRequestData, string, HttpStatusCode, CancellationToken)"/>
    public static HttpResponseData CreateCheckStatusResponse(
        this DurableTaskClient client,
        HttpRequestData request,
        string instanceId,
        HttpStatusCode statusCode,
        CancellationToken cancellation = default) =>
        client.CreateCheckStatusResponseAsync(request, instanceId, statusCode, cancellation).GetAwaiter().GetResult();

    /// <summary>The addresses of an instance, as the caller of <paramref name="request"/> reaches the host through proxies that say so;
    /// without a request, where the host listens.</summary>
    /// <exception cref="InvalidOperationException">There is no request, and the client is not one of a host that listens.</exception>
    public static HttpManagementPayload CreateHttpManagementPayload(
        this DurableTaskClient client, string instanceId, HttpRequestData? request = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        var host = (client as LocalDurableTaskClient)?.Host;
        var baseUrl = request is not null
            ? RequestReading.BaseUrl(name => Header(request, name), request.Url.Scheme, request.Url.Authority)
            : host?.BaseAddress().AbsoluteUri ?? throw new InvalidOperationException("Without a request nobody knows where the host listens.");
        var uris = ManagementUris.For(instanceId, baseUrl, client.Name, host?.SystemKey(), ReasonPlaceholder);
        return new HttpManagementPayload
        {
            Id = uris.Id,
            StatusQueryGetUri = uris.StatusQueryGetUri,
            SendEventPostUri = uris.SendEventPostUri,
            TerminatePostUri = uris.TerminatePostUri,
            PurgeHistoryDeleteUri = uris.PurgeHistoryDeleteUri,
            SuspendPostUri = uris.SuspendPostUri,
            ResumePostUri = uris.ResumePostUri,
        };
    }

    private static string Header(HttpRequestData request, string name) =>
        request.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";
}
