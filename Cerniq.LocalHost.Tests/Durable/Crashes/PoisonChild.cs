using System.Diagnostics;
using Cerniq.LocalHost.Durable;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cerniq.LocalHost.Tests.Durable.Crashes;

/// <summary>A process in which an orchestrator's own code kills it: as soon as it starts, or after an activity.</summary>
internal static class PoisonChild
{
    public const string Argument = "poison-child";

    public const string Deadly = "deadly";

    public const string Harmless = "harmless";

    public static async Task RunAsync(string folder, string orchestrator)
    {
        var registry = new DurableTaskRegistry()
            .AddOrchestratorFunc("AtStart", _ => Kill())
            .AddOrchestratorFunc("AfterActivity", async context =>
            {
                await context.CallActivityAsync<int>("Count");
                Kill();
            })
            .AddOrchestratorFunc<int>("Harmless", async context =>
            {
                var count = 0;
                for (var i = 0; i < 5; i++)
                {
                    count += await context.CallActivityAsync<int>("Count");
                }

                return count;
            })
            .AddActivityFunc<int>("Count", _ => 1);
        await using var engine = new DurableEngine(
            new DurableOptions { DatabasePath = CrashChild.Database(folder) },
            new RegistryCatalog(registry),
            TimeProvider.System,
            NullLoggerFactory.Instance);
        await engine.StartAsync(CancellationToken.None);
        await StartAsync(engine.Client, orchestrator, Deadly);
        await StartAsync(engine.Client, "Harmless", Harmless);
        await engine.Client.WaitForInstanceCompletionAsync(Harmless);
        await engine.Client.WaitForInstanceCompletionAsync(Deadly);
        await engine.StopAsync(CancellationToken.None);
    }

    private static async Task StartAsync(DurableTaskClient client, string orchestrator, string id)
    {
        try
        {
            var everyStatus = StartOrchestrationOptionsExtensions.ValidDedupeStatuses;
            await client.ScheduleNewOrchestrationInstanceAsync(
                orchestrator, null, new StartOrchestrationOptions(id).WithDedupeStatuses([.. everyStatus]));
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Started before the last death.
        }
    }

    internal static void Kill()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
