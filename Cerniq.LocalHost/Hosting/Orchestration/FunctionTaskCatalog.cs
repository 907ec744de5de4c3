using System.Collections.Frozen;
using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Hosting.Invocation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.LocalHost.Hosting.Orchestration;

/// <summary>Lets the engine find the app's orchestrator and activity functions.</summary>
internal sealed class FunctionTaskCatalog(
    FunctionCatalog functions, FunctionInvoker invoker, WorkerSerializer serializer, IServiceScopeFactory scopes) : ITaskCatalog
{
    private readonly FrozenDictionary<string, HostedFunction> _orchestrators = functions
        .WithTrigger<OrchestrationTriggerAttribute>()
        .ToFrozenDictionary(found => found.Trigger.Orchestration ?? found.Function.Name, found => found.Function, StringComparer.OrdinalIgnoreCase);

    private readonly FrozenDictionary<string, ActivityFunction> _activities = functions
        .WithTrigger<ActivityTriggerAttribute>()
        .ToFrozenDictionary(
            found => found.Trigger.Activity ?? found.Function.Name,
            found => ActivityOf(found.Function, invoker, serializer),
            StringComparer.OrdinalIgnoreCase);

    /// <summary>False when the app has neither.</summary>
    public bool HasTasks => _orchestrators.Count + _activities.Count > 0;

    public ITaskOrchestrator? FindOrchestrator(string name) =>
        _orchestrators.TryGetValue(name, out var function) ? new FunctionOrchestrator(function, invoker, scopes) : null;

    public ActivityFunction? FindActivity(string name) => _activities.GetValueOrDefault(name);

    private static ActivityFunction ActivityOf(HostedFunction function, FunctionInvoker invoker, WorkerSerializer serializer) =>
        async (context, inputJson, cancellation) =>
        {
            var start = new InvocationStart
            {
                TriggerValue = inputJson,
                EndsWithHost = false,
                BindingData = () => new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = context.InstanceId },
            };
            var results = await invoker.InvokeAsync(function, start, cancellation);
            return serializer.Write(results.Returned);
        };
}
