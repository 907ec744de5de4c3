using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Testing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Tests.Durable;

/// <summary>Hosts as tests want them: instances kept in memory, or replayed from their history at every turn.</summary>
internal static class Hosts
{
    public static Task<DurableTestHost> StartAsync(Action<DurableTaskRegistry> tasks, bool replays = false, DurableOptions? options = null)
    {
        var chosen = options ?? new DurableOptions { DatabasePath = "" };
        return DurableTestHost.StartAsync(tasks, replays ? chosen with { LiveInstanceCache = 0 } : chosen);
    }

    public static async Task<string> StartInstanceAsync(
        this DurableTestHost host, string orchestrator, object? input = null, StartOrchestrationOptions? options = null)
    {
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, options);
        await host.Engine.WhenIdleAsync();
        return id;
    }

    /// <summary>Raises an event and waits until it was taken up.</summary>
    public static async Task RaiseAsync(this DurableTestHost host, string id, string name, object? payload = null)
    {
        await host.Client.RaiseEventAsync(id, name, payload);
        await host.Engine.WhenIdleAsync();
    }

    public static async Task<OrchestrationMetadata> ReadAsync(this DurableTestHost host, string id) =>
        (await host.Client.GetInstanceAsync(id, getInputsAndOutputs: true))!;

    public static async Task<OrchestrationRuntimeStatus> StatusAsync(this DurableTestHost host, string id) =>
        (await host.ReadAsync(id)).RuntimeStatus;
}
