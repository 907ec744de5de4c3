using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Hosting.Configuration;
using Microsoft.DurableTask;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Cerniq.LocalHost.Hosting.Orchestration;

/// <summary>The engine of the app's orchestrations. It runs only in an app that has some.</summary>
internal sealed class DurableHost : IAsyncDisposable
{
    private const int DefaultConcurrency = 64;

    private readonly FunctionTaskCatalog _catalog;

    public DurableHost(
        FunctionTaskCatalog catalog,
        DataConverter converter,
        HostSettings settings,
        LocalHostPaths paths,
        IConfiguration configuration,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        _catalog = catalog;
        var options = new DurableOptions
        {
            DatabasePath = paths.DurableStore,
            HubName = settings.Source["extensions:durableTask:hubName"] ?? configuration["WEBSITE_SITE_NAME"] ?? "TestHubName",
            MaxConcurrentActivities = settings.Number("extensions:durableTask:maxConcurrentActivityFunctions", DefaultConcurrency),
            MaxConcurrentOrchestrations = settings.Number("extensions:durableTask:maxConcurrentOrchestratorFunctions", DefaultConcurrency),
            DataConverter = converter,
        };
        Engine = new DurableEngine(options, catalog, time, loggers);
    }

    public DurableEngine Engine { get; }

    /// <summary>True when the app has orchestrations or activities.</summary>
    public bool IsNeeded => _catalog.HasTasks;

    public Task StartAsync(CancellationToken cancellation) => IsNeeded ? Engine.StartAsync(cancellation) : Task.CompletedTask;

    /// <summary>Finishes what is under way; all else goes on at the next start.</summary>
    /// <param name="giveUp">Ends the waiting for activities.</param>
    public Task StopAsync(CancellationToken giveUp) => Engine.StopAsync(giveUp);

    public ValueTask DisposeAsync() => Engine.DisposeAsync();
}
