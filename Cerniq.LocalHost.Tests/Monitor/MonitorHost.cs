using Cerniq.LocalHost.Tests.Hosting;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Cerniq.LocalHost.Tests.Monitor;

/// <summary>A host with something to look at.</summary>
internal static class MonitorHost
{
    public static Task<TestHost> StartAsync(TimeProvider? clock = null) => TestHost.StartAsync(
        [typeof(MonitorFunctions)],
        builder => builder.Services.AddSingleton(clock ?? TimeProvider.System),
        hostJson: """{ "version": "2.0", "extensions": { "durableTask": { "hubName": "Deals" } } }""");

    public static DurableTaskClient Durable(this TestHost host) => host.Services.GetRequiredService<DurableTaskClient>();

    /// <summary>Starts a deal and waits until it waits for its acceptance.</summary>
    public static async Task<string> DealAsync(this TestHost host, string id, string customer = "Ana")
    {
        await host.Durable().ScheduleNewOrchestrationInstanceAsync(
            nameof(MonitorFunctions.Deal), new MonitorFunctions.Order(customer, 119.50m), new StartOrchestrationOptions(id));
        await host.WaitingAsync(id, "event");
        return id;
    }

    public static async Task WaitingAsync(this TestHost host, string id, string kind) =>
        await Eventually.TrueAsync(
            () => host.Engine().Inspect(id) is { } found && kind switch
            {
                "event" => found.Waits.Events.Count > 0,
                "retry" => found.Waits.Timers.Any(timer => timer.Retries is not null),
                _ => found.Waits.SubOrchestrations.Count > 0,
            },
            $"{id} to wait for {kind}");

    public static async Task FailAsync(this TestHost host, string id)
    {
        await host.Durable().ScheduleNewOrchestrationInstanceAsync(nameof(MonitorFunctions.Fails), new StartOrchestrationOptions(id));
        await Eventually.WithinAsync(host.Durable().WaitForInstanceCompletionAsync(id));
    }

    public static Cerniq.LocalHost.Durable.DurableEngine Engine(this TestHost host) =>
        host.Services.GetRequiredService<Cerniq.LocalHost.Hosting.Orchestration.DurableHost>().Engine;
}
