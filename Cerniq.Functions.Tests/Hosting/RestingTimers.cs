using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Cerniq.Functions.Tests.Hosting;

/// <summary>Lets the app's timers go by: on the minute they look after every tenant, also after the one a test is looking at, between
/// any two of its lines. A test that wants what a timer does runs its function itself; that timers do run is seen end to end.</summary>
internal sealed class RestingTimers : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type == "timerTrigger") ? Task.CompletedTask : next(context);
}
