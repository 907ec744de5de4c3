using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.Replay;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;

namespace Microsoft.DurableTask;

/// <summary>What an orchestrator function may do beside what every orchestrator may.</summary>
public static class TaskOrchestrationContextExtensionMethods
{
    /// <summary>Calls an HTTP address. The request and the answer are in the history; after a crash a request whose answer was not
    /// recorded is made again.</summary>
    /// <returns>The answer, whatever its status, unless <see cref="DurableHttpRequest.HttpRetryOptions"/> says to try again.</returns>
    /// <exception cref="TaskFailedException">There was no answer, or none but refused ones in all attempts.</exception>
    /// <exception cref="TimeoutException">The answer was still 202 when the time-out was up.</exception>
    public static Task<DurableHttpResponse> CallHttpAsync(this TaskOrchestrationContext context, DurableHttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(request);
        return HttpCall.RunAsync(context, request, (context as OrchestratorContext)?.HttpPollingInterval ?? DurableOptions.DefaultHttpPollingInterval);
    }

    /// <inheritdoc cref="CallHttpAsync(TaskOrchestrationContext, DurableHttpRequest)"/>
    public static Task<DurableHttpResponse> CallHttpAsync(
        this TaskOrchestrationContext context,
        HttpMethod method,
        Uri uri,
        string? content = null,
        HttpRetryOptions? retryOptions = null,
        bool asynchronousPatternEnabled = false,
        TokenSource? tokenSource = null,
        TimeSpan? timeout = null) => context.CallHttpAsync(new DurableHttpRequest(method, uri)
        {
            Content = content,
            HttpRetryOptions = retryOptions,
            AsynchronousPatternEnabled = asynchronousPatternEnabled,
            TokenSource = tokenSource,
            Timeout = timeout,
        });

    /// <summary>The invocation that the orchestrator function runs in; null for an orchestrator that is no function.</summary>
    public static FunctionContext? GetFunctionContext(this TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return (context as OrchestratorContext)?.FunctionContext as FunctionContext;
    }
}
