using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Queues;
using Cerniq.LocalHost.Timers;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.LocalHost.Http;

/// <summary>Starts a function by hand: a timer runs now, a queue function gets the input as its message.</summary>
internal sealed class FunctionStarter(TimerHost timers, QueueHost listeners, Lazy<LocalQueues> queues)
{
    /// <summary>Starts it; a queue function's message is on disk when this returns.</summary>
    /// <returns>False when functions of this kind are not started by hand.</returns>
    public async Task<bool> StartAsync(HostedFunction function, string input)
    {
        switch (function.Trigger)
        {
            case TimerTriggerAttribute when timers.Find(function.Name) is { } timer:
                timer.RunByHand();
                return true;
            case ServiceBusTriggerAttribute trigger:
                await queues.Value.SendAsync(listeners.QueueOf(trigger), new QueueMessage(input));
                return true;
            default:
                return false;
        }
    }
}
