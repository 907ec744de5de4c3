using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Cerniq.LocalHost.Hosting.Discovery;

/// <summary>A function of the app: its method, trigger and outputs.</summary>
internal sealed class HostedFunction
{
    public required string Name { get; init; }

    public required MethodInfo Method { get; init; }

    public required ParameterInfo TriggerParameter { get; init; }

    public required TriggerBindingAttribute Trigger { get; init; }

    public required OutputBinding[] Outputs { get; init; }

    public required FunctionDefinition Definition { get; init; }

    public RetryAttribute? Retry => Method.GetCustomAttribute<RetryAttribute>();

    /// <summary>What the trigger is called in bindings and listings.</summary>
    public string TriggerType => BindingTypes.Of(Trigger);
}
