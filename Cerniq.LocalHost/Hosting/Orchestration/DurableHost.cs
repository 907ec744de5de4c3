using Cerniq.LocalHost.Durable;
using Cerniq.LocalHost.Durable.Retention;
using Cerniq.LocalHost.Hosting.Configuration;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cerniq.LocalHost.Hosting.Orchestration;

/// <summary>The engine of the app's orchestrations. It runs only in an app that has some.</summary>
internal sealed class DurableHost : IAsyncDisposable
{
    private const int DefaultConcurrency = 64;

    private readonly AppTaskCatalog _catalog;
    private readonly RetentionTask _retention;

    public DurableHost(
        AppTaskCatalog catalog,
        DataConverter converter,
        IOptions<DurableTaskWorkerOptions> worker,
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
            MaximumTimerInterval = worker.Value.MaximumTimerInterval,
            HttpPollingInterval = TimeSpan.FromMilliseconds(settings.Number(
                "extensions:durableTask:httpSettings:defaultAsyncRequestSleepTimeMilliseconds",
                (int)DurableOptions.DefaultHttpPollingInterval.TotalMilliseconds)),
            DataConverter = converter,
        };
        options = WithVersions(options, worker.Value.Versioning ?? Versioning(settings));
        Engine = new DurableEngine(options, catalog, time, loggers);
        Retention = ReadRetention(settings);
        _retention = new RetentionTask(Engine, Retention, time, loggers.CreateLogger<RetentionTask>());
    }

    public DurableEngine Engine { get; }

    /// <summary>True when the app has orchestrations or activities.</summary>
    public bool IsNeeded => _catalog.HasTasks;

    /// <summary>How long ended instances are kept.</summary>
    public RetentionOptions Retention { get; }

    public async Task StartAsync(CancellationToken cancellation)
    {
        if (IsNeeded)
        {
            await Engine.StartAsync(cancellation);
            _retention.Start();
        }
    }

    /// <summary>Begins no more activities; orchestrations can still be called on.</summary>
    public void TakeNoMore() => Engine.TakeNoMoreActivities();

    /// <summary>Finishes what is under way; all else goes on at the next start.</summary>
    /// <param name="giveUp">Ends the waiting for activities.</param>
    public async Task StopAsync(CancellationToken giveUp)
    {
        await _retention.StopAsync();
        await Engine.StopAsync(giveUp);
    }

    public async ValueTask DisposeAsync()
    {
        await _retention.DisposeAsync();
        await Engine.DisposeAsync();
    }

    private static DurableOptions WithVersions(DurableOptions options, DurableTaskWorkerOptions.VersioningOptions versions) => options with
    {
        CodeVersion = versions.Version,
        DefaultVersion = versions.DefaultVersion,
        VersionMatch = versions.MatchStrategy,
        VersionFailure = versions.FailureStrategy,
    };

    /// <summary>What host.json says. An app that says nothing of versions runs every instance.</summary>
    private static DurableTaskWorkerOptions.VersioningOptions Versioning(HostSettings settings)
    {
        var version = settings.Source["extensions:durableTask:defaultVersion"] ?? "";
        return new DurableTaskWorkerOptions.VersioningOptions
        {
            Version = version,
            DefaultVersion = version,
            MatchStrategy = Choice(
                settings,
                "versionMatchStrategy",
                version.Length > 0
                    ? DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder
                    : DurableTaskWorkerOptions.VersionMatchStrategy.None),
            FailureStrategy = Choice(settings, "versionFailureStrategy", DurableTaskWorkerOptions.VersionFailureStrategy.Reject),
        };
    }

    private static T Choice<T>(HostSettings settings, string name, T fallback)
        where T : struct, Enum
    {
        var text = settings.Source["extensions:durableTask:" + name];
        return text is null ? fallback
            : Enum.TryParse<T>(text, ignoreCase: true, out var choice) && Enum.IsDefined(choice) ? choice
            : throw new HostConfigurationException(
                $"host.json: extensions:durableTask:{name} is one of {string.Join(", ", Enum.GetNames<T>())}, not '{text}'.");
    }

    private static RetentionOptions ReadRetention(HostSettings settings)
    {
        const string section = "extensions:durableTask:retention:";
        var defaults = RetentionOptions.Default;
        var options = new RetentionOptions(
            settings.Source[section + "keepEnded"] == "-1" ? null : settings.Duration(section + "keepEnded", defaults.KeepEnded!.Value),
            settings.Duration(section + "every", defaults.Every),
            settings.Number(section + "batchSize", defaults.BatchSize),
            settings.Duration(section + "budget", defaults.Budget));
        return options is { BatchSize: > 0 } && options.Every > TimeSpan.Zero && options.Budget > TimeSpan.Zero && options.KeepEnded is not { Ticks: <= 0 }
            ? options
            : throw new HostConfigurationException(
                "host.json: extensions:durableTask:retention needs times and a batchSize above zero; keepEnded may be \"-1\", for ever.");
    }
}
