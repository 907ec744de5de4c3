namespace Microsoft.DurableTask.Worker;

/// <summary>Settings of the worker that an app may change. How much runs at a time is in host.json, and payloads are written by the
/// serializer of the functions worker.</summary>
public class DurableTaskWorkerOptions
{
    /// <summary>Longer timers are split into a chain. Changing it while such timers run breaks their replay.</summary>
    public TimeSpan MaximumTimerInterval { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Null leaves it to host.json.</summary>
    public VersioningOptions? Versioning { get; set; }

    /// <summary>True when the app itself says which versions it runs.</summary>
    public bool IsVersioningSet => Versioning is not null;

    /// <summary>Versions of new instances.</summary>
    public class VersioningOptions
    {
        /// <summary>Version of the code.</summary>
        public string Version { get; set; } = "";

        /// <summary>Version of instances and sub-orchestrations that are started without one.</summary>
        public string DefaultVersion { get; set; } = "";

        /// <summary>Which versions this worker runs.</summary>
        public VersionMatchStrategy MatchStrategy { get; set; } = VersionMatchStrategy.None;

        /// <summary>What becomes of the others.</summary>
        public VersionFailureStrategy FailureStrategy { get; set; } = VersionFailureStrategy.Reject;
    }

    /// <summary>Which versions of instances a worker runs.</summary>
    public enum VersionMatchStrategy
    {
        /// <summary>All.</summary>
        None = 0,

        /// <summary>Those of its own version.</summary>
        Strict = 1,

        /// <summary>Those of its own version and older ones.</summary>
        CurrentOrOlder = 2,
    }

    /// <summary>What becomes of instances that a worker does not run.</summary>
    public enum VersionFailureStrategy
    {
        /// <summary>They stay as they are until a worker comes that runs them.</summary>
        Reject = 0,

        /// <summary>They fail.</summary>
        Fail = 1,
    }
}
