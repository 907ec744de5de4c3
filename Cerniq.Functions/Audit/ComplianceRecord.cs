using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cerniq.Functions.Audit;

/// <summary>A line of the compliance log: what the tax office may ask for, in the fields of the source document.</summary>
/// <param name="ComplianceType">Such as <c>efactura_submission</c>.</param>
/// <param name="ReferenceId">The invoice's number.</param>
/// <param name="Status"><c>submitted</c>, <c>success</c>, <c>failed</c> or <c>validation_failed</c>.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Evidence">What proves it.</param>
public sealed record ComplianceRecord(
    [property: JsonPropertyName("compliance_type")] string ComplianceType,
    [property: JsonPropertyName("reference_id")] string ReferenceId,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("description")] string Description,
    [property: JsonPropertyName("evidence")] JsonElement Evidence);

/// <summary>A line of the compliance log as it is read: with its place in the log.</summary>
public sealed record ComplianceLine(
    [property: JsonPropertyName("compliance_type")] string ComplianceType,
    [property: JsonPropertyName("reference_id")] string ReferenceId,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("description")] string Description,
    [property: JsonPropertyName("evidence")] JsonElement Evidence,
    [property: JsonPropertyName("timestamp")] DateTimeOffset Timestamp,
    [property: JsonPropertyName("correlation_id")] string CorrelationId,
    [property: JsonPropertyName("sequence")] long Sequence,
    [property: JsonPropertyName("hash")] string Hash)
{
    internal static ComplianceLine Of(AuditEntry entry)
    {
        var record = entry.Compliance!;
        return new ComplianceLine(
            record.ComplianceType,
            record.ReferenceId,
            record.Status,
            record.Description,
            record.Evidence,
            entry.At,
            entry.CorrelationId,
            entry.Sequence!.Value,
            entry.Hash!);
    }
}
