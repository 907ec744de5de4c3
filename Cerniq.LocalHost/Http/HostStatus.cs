using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Hosting;

namespace Cerniq.LocalHost.Http;

/// <summary>The state of the host, as its status route tells it.</summary>
internal sealed class HostStatus(IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly string Version = typeof(HostStatus).Assembly.GetName().Version!.ToString(3);

    private readonly long _began = time.GetTimestamp();

    public HostStatusReport Read() => new(
        Id: Environment.MachineName.ToLowerInvariant(),
        State: lifetime.ApplicationStopping.IsCancellationRequested ? "Stopping"
            : lifetime.ApplicationStarted.IsCancellationRequested ? "Running" : "Starting",
        Version: Version,
        VersionDetails: $"Cerniq.LocalHost {Version}",
        ProcessUptime: (long)time.GetElapsedTime(_began).TotalMilliseconds,
        FunctionAppContentEditingState: "NotAllowed");
}

/// <summary>The status route's answer.</summary>
/// <param name="Id">The host's id.</param>
/// <param name="State">Starting, Running or Stopping.</param>
/// <param name="Version">The host's version.</param>
/// <param name="VersionDetails">The host's name and version.</param>
/// <param name="ProcessUptime">Milliseconds.</param>
/// <param name="FunctionAppContentEditingState">Whether functions may be edited in place.</param>
internal sealed record HostStatusReport(
    string Id, string State, string Version, string VersionDetails, long ProcessUptime, string FunctionAppContentEditingState);

[JsonSerializable(typeof(HostStatusReport))]
[JsonSerializable(typeof(FunctionReport[]))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class AdminJson : JsonSerializerContext;
