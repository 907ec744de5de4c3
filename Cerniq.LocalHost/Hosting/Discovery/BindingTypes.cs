using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Cerniq.LocalHost.Hosting.Discovery;

/// <summary>The names of binding types, as function metadata spells them.</summary>
internal static class BindingTypes
{
    public const string Http = "http";
    public const string ServiceBus = "serviceBus";

    public static string Of(BindingAttribute binding) => binding switch
    {
        HttpTriggerAttribute => "httpTrigger",
        TimerTriggerAttribute => "timerTrigger",
        ServiceBusTriggerAttribute => "serviceBusTrigger",
        OrchestrationTriggerAttribute => "orchestrationTrigger",
        ActivityTriggerAttribute => "activityTrigger",
        DurableClientAttribute => "durableClient",
        HttpResultAttribute => Http,
        ServiceBusOutputAttribute => ServiceBus,
        _ => throw new NotSupportedException($"The local host does not know the binding {binding.GetType()}."),
    };
}
