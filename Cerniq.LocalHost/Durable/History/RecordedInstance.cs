using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.DurableTask.Client;

namespace Cerniq.LocalHost.Durable.History;

/// <summary>An instance with its whole history, to be kept as a file and replayed against later code
/// (<see cref="Testing.HistoryReplay"/>). It holds the payloads as they are: whatever personal data is in them is in the file.</summary>
/// <param name="Format">Of the file; <see cref="CurrentFormat"/>.</param>
/// <param name="Input">JSON, or null for none.</param>
/// <param name="CustomStatus">JSON, or null for none.</param>
/// <param name="ParentName">Name and id of the orchestration that called it; null for one that was started by a client.</param>
/// <param name="History">The events in order. Times are UTC.</param>
public sealed record RecordedInstance(
    int Format,
    string InstanceId,
    string Name,
    string? Version,
    OrchestrationRuntimeStatus Status,
    string? Input,
    string? CustomStatus,
    string? ParentName,
    string? ParentId,
    IReadOnlyList<HistoryEvent> History)
{
    /// <summary>The format this program writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The text of the file: indented JSON, the same for the same history.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RecordedInstanceJson.Default.RecordedInstance);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">It is not a recorded instance.</exception>
    /// <exception cref="NotSupportedException">It is of another format.</exception>
    public static RecordedInstance Parse(string json)
    {
        var recorded = JsonSerializer.Deserialize(json, RecordedInstanceJson.Default.RecordedInstance)
            ?? throw new JsonException("It holds no recorded instance.");
        return recorded.Format == CurrentFormat
            ? recorded
            : throw new NotSupportedException($"It is in format {recorded.Format}; this program reads format {CurrentFormat}.");
    }
}

[JsonSourceGenerationOptions(
    WriteIndented = true, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecordedInstance))]
internal sealed partial class RecordedInstanceJson : JsonSerializerContext;
