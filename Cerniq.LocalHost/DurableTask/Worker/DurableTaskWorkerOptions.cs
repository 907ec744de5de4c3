using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Worker;

/// <summary>Settings of the worker that an app may change.</summary>
public class DurableTaskWorkerOptions
{
    public DataConverter DataConverter { get; set; } = JsonDataConverter.Default;

    /// <summary>Longer timers are split into a chain. Changing it while such timers run breaks their replay.</summary>
    public TimeSpan MaximumTimerInterval { get; set; } = TimeSpan.FromDays(3);

    public ConcurrencyOptions Concurrency { get; } = new();

    public VersioningOptions? Versioning { get; set; }

    /// <summary>How much runs at a time.</summary>
    public class ConcurrencyOptions
    {
        public int MaximumConcurrentActivityWorkItems { get; set; } = 100 * Environment.ProcessorCount;

        public int MaximumConcurrentOrchestrationWorkItems { get; set; } = 100 * Environment.ProcessorCount;
    }

    /// <summary>Versions of new instances.</summary>
    public class VersioningOptions
    {
        public string Version { get; set; } = "";

        /// <summary>Version of sub-orchestrations that are started without one.</summary>
        public string DefaultVersion { get; set; } = "";
    }
}
