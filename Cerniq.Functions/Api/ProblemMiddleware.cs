using System.Reflection;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Hosting;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Api;

/// <summary>Turns what an HTTP function throws into an answer that says no more than the caller may know.</summary>
internal sealed partial class ProblemMiddleware(TimeProvider clock, ILogger<ProblemMiddleware> log) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception failure) when (context.GetHttpContext() is { } http && !IsGone(http, failure))
        {
            var cause = Cause(failure);
            var problem = For(cause);
            if (problem.Status == StatusCodes.Status500InternalServerError || StoreTrouble.Words(cause) is not null)
            {
                Unexpected(log, context.FunctionDefinition.Name, cause);
            }

            context.GetInvocationResult().Value = problem;
        }
    }

    /// <summary>Nobody is there to be answered. A connection that breaks is seen before the request counts as aborted.</summary>
    private static bool IsGone(HttpContext http, Exception failure) =>
        http.RequestAborted.IsCancellationRequested || Cause(failure) is ConnectionResetException;

    private Problem For(Exception failure) => failure switch
    {
        ServiceUnavailableException down => Problem.Unavailable(
            $"{down.Fault.Service} does not answer now ({down.Fault.Kind}): {down.Fault.Words}", down.Fault.RetryAfter),
        ServiceRefusedException refused => Problem.BadGateway(
            $"{refused.Fault.Service} refused ({refused.Fault.Kind}): {refused.Fault.Words}"),
        TenantNotConfiguredException missing => Problem.Conflict(
            $"The setting «{missing.Setting}» is needed for this and is not set."),
        EffectInProgressException busy => Problem.Unavailable(
            "The same is being carried out right now.", busy.Until - clock.GetUtcNow()),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problem.PayloadTooLarge(RequestBody.Limit),
        BadHttpRequestException => Problem.BadRequest("The request was cut off or is not valid HTTP."),
        _ when StoreTrouble.Words(failure) is { } words => Problem.Unavailable(words, StoreTrouble.TryAgain),
        _ => Problem.Unexpected(),
    };

    /// <summary>The exception that was thrown, out of what reflection and tasks wrap around it.</summary>
    private static Exception Cause(Exception failure) => failure switch
    {
        TargetInvocationException { InnerException: { } inner } => Cause(inner),
        AggregateException { InnerExceptions: [var only] } => Cause(only),
        _ => failure,
    };

    [LoggerMessage(500, LogLevel.Error, "The function {function} failed.")]
    private static partial void Unexpected(ILogger log, string function, Exception failure);
}
