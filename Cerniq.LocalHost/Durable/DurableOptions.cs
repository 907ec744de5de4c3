using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Worker;

namespace Cerniq.LocalHost.Durable;

/// <summary>Settings of a <see cref="DurableEngine"/>.</summary>
public sealed record DurableOptions
{
    /// <summary>The SQLite file; its folder is created.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>Name of the task hub, as clients and URLs show it.</summary>
    public string HubName { get; init; } = "TestHubName";

    /// <summary>How many activities run at a time.</summary>
    public int MaxConcurrentActivities { get; init; } = 64;

    /// <summary>How many orchestrations take a turn at a time; waiting ones do not count.</summary>
    public int MaxConcurrentOrchestrations { get; init; } = 64;

    /// <summary>Longer timers are split into a chain. Changing it while such timers wait breaks their replay.</summary>
    public TimeSpan MaximumTimerInterval { get; init; } = TimeSpan.FromDays(3);

    public DataConverter DataConverter { get; init; } = JsonDataConverter.Default;

    /// <summary>Version of instances and sub-orchestrations that are started without one.</summary>
    public string DefaultVersion { get; init; } = "";

    /// <summary>Version of the code; null: the <see cref="DefaultVersion"/>.</summary>
    public string? CodeVersion { get; init; }

    /// <summary>Which instances the code runs, by the version they began with. Code without a version is the
    /// oldest: unless it runs all, it runs those without a version only.</summary>
    public DurableTaskWorkerOptions.VersionMatchStrategy VersionMatch { get; init; } =
        DurableTaskWorkerOptions.VersionMatchStrategy.None;

    /// <summary>What becomes of the others: left as they are until a deployment that runs them, or failed.</summary>
    public DurableTaskWorkerOptions.VersionFailureStrategy VersionFailure { get; init; } =
        DurableTaskWorkerOptions.VersionFailureStrategy.Reject;

    internal static readonly TimeSpan DefaultHttpPollingInterval = TimeSpan.FromSeconds(30);

    /// <summary>After how long an HTTP call asks again that was answered 202 without saying when.</summary>
    public TimeSpan HttpPollingInterval { get; init; } = DefaultHttpPollingInterval;

    /// <summary>How many waiting instances are kept in memory so that their next turn need not replay; 0 replays every turn.</summary>
    public int LiveInstanceCache { get; init; } = 2000;

    /// <summary>How long a waiting instance is kept at most.</summary>
    public TimeSpan LiveInstanceIdle { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an orchestrator may block its thread before it fails for it. Awaiting is no blocking.</summary>
    public TimeSpan LongestBlock { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a turn that could not be stored waits before it is tried again.</summary>
    public TimeSpan StoreRetryDelay { get; init; } = TimeSpan.FromSeconds(1);
}
