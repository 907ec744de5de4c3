using System.Linq.Expressions;
using System.Text.Json;
using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Http;
using Cerniq.LocalHost.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Hosting.Invocation;

/// <summary>Gives the trigger parameter of each kind of function its value.</summary>
internal static class TriggerBindings
{
    public static ParameterBinding For(HostedFunction function, Type type, WorkerSerializer serializer) => function.Trigger switch
    {
        HttpTriggerAttribute => type == typeof(HttpRequest)
            ? context => new ValueTask<object?>(context.Http!.Request)
            : type == typeof(HttpRequestData)
            ? context => new ValueTask<object?>(new LocalHttpRequestData(context, context.Http!.Request))
            : Body(type, serializer),
        ServiceBusTriggerAttribute => context => new ValueTask<object?>(MessageBody((LockedMessage)context.TriggerValue!, type, serializer)),
        ActivityTriggerAttribute => context => new ValueTask<object?>(ActivityInput((string?)context.TriggerValue, type, function.Name, serializer)),
        _ => context => new ValueTask<object?>(context.TriggerValue),
    };

    /// <summary>The request's JSON body.</summary>
    public static ParameterBinding Body(Type type, WorkerSerializer serializer) => context =>
        serializer.ReadAsync(context.Http!.Request.Body, type, context.CancellationToken);

    /// <summary>A parameter of an orchestrator beside its context: the orchestration's input.</summary>
    public static ParameterBinding OrchestrationInput(Type type)
    {
        var read = typeof(TaskOrchestrationContext).GetMethod(nameof(TaskOrchestrationContext.GetInput), [])!.MakeGenericMethod(type);
        var context = Expression.Parameter(typeof(TaskOrchestrationContext));
        var compiled = Expression
            .Lambda<Func<TaskOrchestrationContext, object?>>(Expression.Convert(Expression.Call(context, read), typeof(object)), context)
            .Compile();
        return invocation => new ValueTask<object?>(compiled((TaskOrchestrationContext)invocation.TriggerValue!));
    }

    private static object? ActivityInput(string? json, Type type, string function, WorkerSerializer serializer)
    {
        if (json is null)
        {
            return type.IsValueType ? Activator.CreateInstance(type) : null;
        }

        try
        {
            return serializer.Read(json, type);
        }
        catch (JsonException unfit)
        {
            throw new InvalidOperationException($"The input of the activity '{function}' is not a {type.Name}: {unfit.Message}", unfit);
        }
    }

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
