using System.Reflection;
using Cerniq.LocalHost.Hosting.Discovery;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.LocalHost.Hosting.Invocation;

/// <summary>Gives one parameter its value.</summary>
internal delegate ValueTask<object?> ParameterBinding(LocalFunctionContext context);

/// <summary>Chooses how a parameter of a function gets its value.</summary>
internal static class ParameterBindings
{
    public static ParameterBinding For(HostedFunction function, ParameterInfo parameter, WorkerSerializer serializer)
    {
        var type = parameter.ParameterType;
        if (parameter.Position == function.TriggerParameter.Position)
        {
            return TriggerBindings.For(function, type, serializer);
        }

        if (type == typeof(FunctionContext))
        {
            return context => new ValueTask<object?>(context);
        }

        if (type == typeof(CancellationToken))
        {
            return context => new ValueTask<object?>(context.CancellationToken);
        }

        if (parameter.IsDefined(typeof(DurableClientAttribute)))
        {
            return context => new ValueTask<object?>(context.InstanceServices.GetRequiredService(type));
        }

        if (parameter.IsDefined(typeof(FromBodyAttribute)))
        {
            return TriggerBindings.Body(type, serializer);
        }

        return function.Trigger is OrchestrationTriggerAttribute
            ? TriggerBindings.OrchestrationInput(type)
            : Named(function, parameter);
    }

    private static ParameterBinding Named(HostedFunction function, ParameterInfo parameter)
    {
        var optional = parameter.HasDefaultValue || AllowsNull(parameter);
        var absent = parameter.HasDefaultValue ? parameter.DefaultValue : null;
        return context =>
        {
            if (context.BindingContext.BindingData.TryGetValue(parameter.Name!, out var value) && value is not null)
            {
                return new ValueTask<object?>(NamedValue.Convert(value, parameter, function.Name));
            }

            return optional
                ? new ValueTask<object?>(absent)
                : throw new FunctionInputException(function.Name, parameter.Name!, "nothing the trigger knows has this name");
        };
    }

    private static bool AllowsNull(ParameterInfo parameter) =>
        parameter.ParameterType.IsValueType
            ? Nullable.GetUnderlyingType(parameter.ParameterType) is not null
            : new NullabilityInfoContext().Create(parameter).WriteState != NullabilityState.NotNull;
}
