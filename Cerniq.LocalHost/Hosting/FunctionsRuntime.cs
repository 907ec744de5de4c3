using Cerniq.LocalHost.Hosting.Discovery;
using Cerniq.LocalHost.Hosting.Invocation;
using Cerniq.LocalHost.Hosting.Orchestration;
using Cerniq.LocalHost.Queues;
using Cerniq.LocalHost.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cerniq.LocalHost.Hosting;

/// <summary>Starts and stops what triggers functions beside HTTP.</summary>
/// <remarks>Orchestrations come first and go last, so that the app's own hosted services can call on them from beginning to
/// end. Timers and queues start after those services and before the HTTP server listens. At the signal to stop nothing new is
/// begun: no message is taken, no timer runs, no activity starts; what runs is waited for, requests first.</remarks>
internal sealed class FunctionsRuntime(
    FunctionCatalog functions,
    TimerHost timers,
    QueueHost queues,
    DurableHost durable,
    FunctionPreparation preparation,
    HostDatabase database,
    RunningInvocations running,
    LocalHostAddress address,
    LocalHostPaths paths,
    IHostApplicationLifetime lifetime,
    IOptions<HostOptions> options,
    ILogger<FunctionsRuntime> log) : IHostedLifecycleService
{
    /// <summary>Of the time to stop, what is left for work that has to be cancelled.</summary>
    private const double Grace = 0.8;

    private Task _preparing = Task.CompletedTask;
    private Task _opening = Task.CompletedTask;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        _preparing = preparation.RunAsync();
        _opening = NeedsDatabase ? Task.Run(() => database.Store, cancellationToken) : Task.CompletedTask;
        await durable.StartAsync(cancellationToken);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
        {
            StartRefusal.Over();
            log.Serving(functions.All.Count, address.BaseAddress.ToString(), paths.DataFolder);
        });
        lifetime.ApplicationStopping.Register(() =>
        {
            log.Stopping(running.Count);
            queues.TakeNoMore();
            timers.TakeNoMore();
            durable.TakeNoMore();
            running.StopAfter(options.Value.ShutdownTimeout * Grace);
        });
        await _opening;
        queues.Start();
        await timers.StartAsync();
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(timers.StopAsync(cancellationToken), queues.StopAsync(cancellationToken));

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await durable.StopAsync(running.MustStop);
        await _preparing;
    }

    private bool NeedsDatabase => functions.All.Any(function => function.Trigger is TimerTriggerAttribute or ServiceBusTriggerAttribute);
}
