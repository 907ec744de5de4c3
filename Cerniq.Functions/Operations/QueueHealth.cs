using System.Collections.Concurrent;
using System.Reflection;
using Cerniq.Functions.Oblio.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Cerniq.Functions.Operations;

/// <summary>What the message queues hold.</summary>
public interface IQueueInventory
{
    Task<IReadOnlyDictionary<string, QueueState>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Holds a queue's messages back, or lets them go on.</summary>
    /// <returns>False when there is no such queue, or the host cannot do it.</returns>
    Task<bool> TrySwitchAsync(string queue, bool paused, CancellationToken cancellationToken);
}

/// <param name="Active">Being worked on.</param>
/// <param name="Failed">Given up: dead letters.</param>
/// <param name="Delayed">Not due yet.</param>
public sealed record QueueState(long Waiting, long Active, long Failed, long Delayed, bool Paused);

/// <summary>One queue as <c>GET /health/queues</c> shows it.</summary>
/// <param name="Completed">Done since the app started.</param>
public sealed record QueueReport(long Waiting, long Active, long Completed, long Failed, long Delayed, bool Paused)
{
    private const int TooManyFailed = 100;
    private const int TooManyWaiting = 1000;

    /// <summary>The thresholds of section 9 of the Oblio document.</summary>
    internal bool IsHealthy => Failed <= TooManyFailed && Waiting <= TooManyWaiting && !Paused;
}

public sealed record QueuesReport(bool Healthy, IReadOnlyDictionary<string, QueueReport> Queues);

/// <summary>Puts together what the queues hold and what was done.</summary>
public sealed class QueueHealth(IQueueInventory inventory, CompletedMessages completed, OblioWork oblio)
{
    public async Task<QueuesReport> ReadAsync(CancellationToken cancellationToken)
    {
        var queues = new SortedDictionary<string, QueueReport>(StringComparer.Ordinal);
        foreach (var (name, state) in await inventory.ReadAsync(cancellationToken))
        {
            queues[name] = new QueueReport(state.Waiting, state.Active, completed.Of(name), state.Failed, state.Delayed, state.Paused);
        }

        foreach (var (name, report) in await oblio.ReadAsync(cancellationToken))
        {
            queues[name] = report;
        }

        return new QueuesReport(queues.Values.All(queue => queue.IsHealthy), queues);
    }
}

/// <summary>How many messages of each queue were worked off since the app started.</summary>
public sealed class CompletedMessages
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.OrdinalIgnoreCase);

    public long Of(string queue) => _counts.GetValueOrDefault(queue);

    internal void Count(string queue) => _counts.AddOrUpdate(queue, 1, (_, count) => count + 1);
}

/// <summary>Which function works on which queue, read off the triggers.</summary>
public sealed class QueueFunctions(params IEnumerable<Assembly> assemblies)
{
    private readonly Dictionary<string, string> _queues = assemblies
        .SelectMany(assembly => assembly.GetTypes())
        .SelectMany(type => type.GetMethods())
        .Select(method => (Function: method.GetCustomAttribute<FunctionAttribute>()?.Name, Queue: Queue(method)))
        .Where(found => found is { Function: not null, Queue: not null })
        .ToDictionary(found => found.Function!, found => found.Queue!, StringComparer.OrdinalIgnoreCase);

    /// <summary>The function's queue, or null when it has none.</summary>
    public string? QueueOf(string function) => _queues.GetValueOrDefault(function);

    private static string? Queue(MethodInfo method) => method.GetParameters()
        .Select(parameter => parameter.GetCustomAttribute<ServiceBusTriggerAttribute>()?.QueueName)
        .FirstOrDefault(queue => queue is not null);
}

/// <summary>Counts the messages that a function took without throwing.</summary>
internal sealed class CompletedMessagesMiddleware(QueueFunctions functions, CompletedMessages completed) : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        functions.QueueOf(context.FunctionDefinition.Name) is { } queue ? CountAsync(queue, context, next) : next(context);

    private async Task CountAsync(string queue, FunctionContext context, FunctionExecutionDelegate next)
    {
        await next(context);
        completed.Count(queue);
    }
}
