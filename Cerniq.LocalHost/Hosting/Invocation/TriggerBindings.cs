using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.LocalHost.Hosting.Invocation;

/// <summary>Gives the trigger parameter of each kind of function its value.</summary>
internal static class TriggerBindings
{
    public static ParameterBinding For(HostedFunction function, Type type, WorkerSerializer serializer) => function.Trigger switch
    {
        HttpTriggerAttribute => type == typeof(HttpRequest)
            ? context => new ValueTask<object?>(context.Http!.Request)
            : Body(type, serializer),
        ServiceBusTriggerAttribute => context => new ValueTask<object?>(MessageBody((LockedMessage)context.TriggerValue!, type, serializer)),
        ActivityTriggerAttribute => context => new ValueTask<object?>(ActivityInput((string?)context.TriggerValue, type, serializer)),
        _ => context => new ValueTask<object?>(context.TriggerValue),
    };

    /// <summary>The request's JSON body.</summary>
    public static ParameterBinding Body(Type type, WorkerSerializer serializer) => context =>
        serializer.ReadAsync(context.Http!.Request.Body, type, context.CancellationToken);

    /// <summary>A parameter of an orchestrator beside its context: the orchestration's input.</summary>
    public static ParameterBinding OrchestrationInput(Type type) =>
        throw new NotSupportedException($"Orchestrator input {type}.");

    private static object? ActivityInput(string? json, Type type, WorkerSerializer serializer) =>
        json is null
            ? type.IsValueType ? Activator.CreateInstance(type) : null
            : serializer.Read(json, type);

    private static object? MessageBody(LockedMessage message, Type type, WorkerSerializer serializer)
    {
        if (type == typeof(string))
        {
            return message.Body.ToString();
        }

        if (type == typeof(byte[]))
        {
            return message.Body.ToArray();
        }

        return type == typeof(BinaryData) ? message.Body : serializer.Read(message.Body.ToArray(), type);
    }
}
