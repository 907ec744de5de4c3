using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Hosting.Invocation;
using Cerniq.LocalHost.Hosting.Orchestration;
using Cerniq.LocalHost.Queues;
using Cerniq.LocalHost.Timers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cerniq.LocalHost.Hosting;

/// <summary>Starts and stops what triggers functions beside HTTP. It starts before the HTTP server listens and stops after
/// it has answered its last request.</summary>
internal sealed class FunctionsRuntime(
    FunctionCatalog functions,
    TimerHost timers,
    QueueHost queues,
    DurableHost durable,
    RunningInvocations running,
    LocalHostAddress address,
    LocalHostPaths paths,
    IHostApplicationLifetime lifetime,
    IOptions<HostOptions> options,
    ILogger<FunctionsRuntime> log) : IHostedService
{
    /// <summary>Of the time to stop, what is left for work that has to be cancelled.</summary>
    private const double Grace = 0.8;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
            log.Serving(functions.All.Count, address.BaseAddress.ToString(), paths.DataFolder));
        lifetime.ApplicationStopping.Register(() =>
        {
            log.Stopping(running.Count);
            running.StopAfter(options.Value.ShutdownTimeout * Grace);
        });
        await durable.StartAsync(cancellationToken);
        queues.Start();
        await timers.StartAsync();
    }

    /// <summary>Timers and queues first, for their functions may still call on orchestrations.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(timers.StopAsync(cancellationToken), queues.StopAsync(cancellationToken));
        }
        finally
        {
            await durable.StopAsync(running.MustStop);
        }
    }
}
