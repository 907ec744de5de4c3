using Cerniq.LocalHost.Hosting;
using Cerniq.LocalHost.Queues;
using Cerniq.LocalHost.Tests.Durable.Crashes;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cerniq.LocalHost.Tests.Hosting.Processes;

/// <summary>A whole host in a process of its own, to be signalled and killed.</summary>
internal static class HostChild
{
    public const string Argument = "host-child";

    public const int Messages = 3;

    /// <summary>A line for whatever begins and ends.</summary>
    public static string Effects(string folder) => Path.Combine(folder, "effects.txt");

    /// <summary>Work waits for this file.</summary>
    public static string Gate(string folder) => Path.Combine(folder, "gate");

    public static async Task RunAsync(string folder)
    {
        await using var effects = new LineFile(Effects(folder));
        var builder = TestHost.Builder(
            Path.Combine(folder, "data"), [typeof(HostChildFunctions)], "--AzureFunctionsJobHost:extensions:serviceBus:maxConcurrentCalls=1");
        builder.Services.AddSingleton(new GatedWork(effects, Gate(folder)));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMinutes(5));
        using var host = builder.Build();
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStopping.Register(() => effects.Add("stopping"));
        await host.StartAsync();
        await GiveWorkAsync(host.Services);
        effects.Add($"at {host.Services.GetRequiredService<LocalHostAddress>().BaseAddress}");
        await host.WaitForShutdownAsync();
    }

    private static async Task GiveWorkAsync(IServiceProvider services)
    {
        for (var n = 1; n <= Messages; n++)
        {
            await services.GetRequiredService<LocalQueues>().SendAsync("jobs", new QueueMessage($"{n}") { MessageId = $"{n}" });
        }

        try
        {
            await services.GetRequiredService<DurableTaskClient>().ScheduleNewOrchestrationInstanceAsync(
                "Flow", null, new StartOrchestrationOptions("flow").WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]));
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Given by the process before.
        }
    }
}
