using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Client;

/// <summary>Settings of a client.</summary>
public class DurableTaskClientOptions
{
    /// <summary>Version of instances that are started without one.</summary>
    public string DefaultVersion { get; set; } = "";

    public DataConverter DataConverter { get; set; } = JsonDataConverter.Default;
}
