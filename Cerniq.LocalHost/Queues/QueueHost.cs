using Cerniq.LocalHost.Hosting.Configuration;
using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Hosting.Invocation;
using Cerniq.LocalHost.Hosting.Orchestration;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Queues;

/// <summary>Listens to the queues of all queue functions.</summary>
internal sealed class QueueHost(
    FunctionCatalog functions,
    Lazy<LocalQueues> queues,
    HostSettings settings,
    IConfiguration configuration,
    FunctionInvoker invoker,
    RunningInvocations running,
    DurableHost durable,
    TimeProvider time,
    ILogger<QueueHost> log) : IDisposable
{
    private QueueListener[] _listeners = [];

    public void Start()
    {
        _listeners = [.. functions.WithTrigger<ServiceBusTriggerAttribute>().Select(found =>
            new QueueListener(found.Function, queues.Value[QueueOf(found.Trigger)], settings.Queues, invoker, running, durable.Engine.BeginCarefullyAsync, time, log))];
        foreach (var listener in _listeners)
        {
            listener.Start();
        }
    }

    /// <summary>Takes no more messages.</summary>
    public void TakeNoMore()
    {
        foreach (var listener in _listeners)
        {
            listener.TakeNoMore();
        }
    }

    /// <summary>Takes no more messages and waits for those in work.</summary>
    public Task StopAsync(CancellationToken cancellation) =>
        Task.WhenAll(_listeners.Select(listener => listener.StopAsync(cancellation)));

    /// <summary>The queue a trigger names.</summary>
    public string QueueOf(ServiceBusTriggerAttribute trigger) => SettingName.Resolve(trigger.QueueName!, configuration);

    public void Dispose()
    {
        foreach (var listener in _listeners)
        {
            listener.Dispose();
        }
    }
}
