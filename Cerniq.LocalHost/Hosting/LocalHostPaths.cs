namespace Cerniq.LocalHost.Hosting;

/// <summary>Where the host and its app keep their files. Registered as a service.</summary>
public sealed class LocalHostPaths
{
    internal LocalHostPaths(string dataFolder) => DataFolder = Path.GetFullPath(dataFolder);

    /// <summary>The data folder (CERNIQ_DATA, else ./.data): absolute, existing, held by this process alone.</summary>
    public string DataFolder { get; }

    /// <summary>The folder of the host's keys, one file a key, readable by the owner only.</summary>
    public string KeyFolder => Path.Combine(DataFolder, "keys");

    /// <summary>The file of timers and queues.</summary>
    public string HostStore => Path.Combine(DataFolder, "host.db");

    /// <summary>The file of orchestrations.</summary>
    public string DurableStore => Path.Combine(DataFolder, "durable.db");
}
