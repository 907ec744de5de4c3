using System.Reflection;
using Cerniq.LocalHost.Durable.Replay;
using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Hosting.Invocation;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.LocalHost.Hosting.Orchestration;

/// <summary>An orchestrator function as the engine runs it.</summary>
internal sealed class FunctionOrchestrator(HostedFunction function, FunctionInvoker invoker, IServiceScopeFactory scopes)
    : ITaskOrchestrator, IOrchestratorElsewhere
{
    public Assembly Home => function.Method.Module.Assembly;

    /// <summary>The function reads its input from the context, as the type it wants.</summary>
    public Type InputType => typeof(NotRead);

    public Type OutputType => typeof(object);

    public async Task<object?> RunAsync(TaskOrchestrationContext context, object? input)
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            return await invoker.InvokeOrchestratorAsync(function, new InvocationStart { TriggerValue = context }, scope.ServiceProvider);
        }
        finally
        {
            // Not awaited: a service that takes its time to go is no part of the orchestration.
            _ = scope.DisposeAsync().AsTask();
        }
    }

    /// <summary>Stands for an input that is not read here.</summary>
    internal sealed class NotRead;
}
