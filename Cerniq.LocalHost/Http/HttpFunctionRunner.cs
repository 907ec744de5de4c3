using System.Net;
using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Hosting.Invocation;
using Cerniq.LocalHost.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.LocalHost.Http;

/// <summary>Runs an HTTP function: key, invocation, answer.</summary>
internal sealed class HttpFunctionRunner(FunctionInvoker invoker, HostKeys keys, RequestLimiter limiter)
{
    public async Task RunAsync(HostedFunction function, AuthorizationLevel level, HttpContext http)
    {
        if (level != AuthorizationLevel.Anonymous && !keys.Opens(level, function.Name, RequestKey.Read(http.Request)))
        {
            await Unauthorized.WriteAsync(http);
            return;
        }

        using var permit = await limiter.EnterAsync(http.RequestAborted);
        if (!permit.IsAcquired)
        {
            await Problem.WriteAsync(http, HttpStatusCode.TooManyRequests, "Too many requests", "The host works on as many requests as it may.");
            return;
        }

        var start = new InvocationStart { TriggerValue = http, Http = http, BindingData = () => HttpBindingData.Read(http.Request) };
        var results = await invoker.InvokeAsync(function, start, http.RequestServices, http.RequestAborted);
        await HttpAnswer.WriteAsync(http, HttpAnswer.Choose(results));
    }
}
