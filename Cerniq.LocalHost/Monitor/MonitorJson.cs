using System.Text.Json.Serialization;

namespace Cerniq.LocalHost.Monitor;

/// <summary>The hub as a whole.</summary>
/// <param name="Counts">Instances by status, counted up to <paramref name="CountLimit"/>.</param>
/// <param name="KeepsEndedDays">How long ended instances are kept; null for ever.</param>
internal sealed record MonitorHub(string Name, DateTime Now, Dictionary<string, int> Counts, int CountLimit, double? KeepsEndedDays);

/// <summary>A page of the list.</summary>
/// <param name="Continuation">Asks for the next page; null when there is none.</param>
/// <param name="LookedAt">How many instances were read for it.</param>
internal sealed record MonitorInstances(DateTime Now, List<MonitorListed> Instances, string? Continuation, int LookedAt);

/// <summary>An instance in the list.</summary>
/// <param name="Problem">Why it failed, or why it cannot go on; null when it can.</param>
/// <param name="WaitsUntold">True when the histories of a page are too long to tell here what it waits for.</param>
internal sealed record MonitorListed(
    string Id,
    string Name,
    string Status,
    DateTime Created,
    DateTime Updated,
    string? ParentId,
    MonitorWait[] WaitsFor,
    string? Problem,
    bool? WaitsUntold);

/// <summary>What became of a command, in words.</summary>
/// <param name="InstanceId">The instance that a restart began.</param>
internal sealed record MonitorMessage(string Message, string? InstanceId = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MonitorHub))]
[JsonSerializable(typeof(MonitorInstances))]
[JsonSerializable(typeof(MonitorInstance))]
[JsonSerializable(typeof(MonitorMessage))]
internal sealed partial class MonitorJson : JsonSerializerContext;
