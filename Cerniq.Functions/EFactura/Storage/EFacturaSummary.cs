using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cerniq.Functions.EFactura;

/// <summary>What a list shows of an entry; kept in the list's own rows, so that a list reads nothing else.</summary>
/// <param name="CarriedBy">The deal whose own orchestration runs the filing; null when it runs by itself.</param>
public sealed record EFacturaSummary(
    long QueueId,
    JsonElement InvoiceId,
    string InvoiceNumber,
    EFacturaStatus Status,
    string? ErrorMessage,
    int Attempts,
    int MaxAttempts,
    string? RemoteId,
    DateOnly IssueDate,
    DateOnly Deadline,
    DateTimeOffset? NextRetryAt,
    DateTimeOffset CreatedAt,
    [property: JsonPropertyName("negotiationId")] string? CarriedBy,
    string? Cif = null,
    string? Route = null)
{
    public static EFacturaSummary Of(EFacturaEntry entry) =>
        new(
            entry.QueueId,
            entry.InvoiceId,
            entry.InvoiceNumber,
            entry.Status,
            entry.Status is EFacturaStatus.Error or EFacturaStatus.Rejected ? entry.LastError : null,
            entry.Attempts,
            entry.MaxAttempts,
            entry.AnafIds.RemoteId,
            entry.IssueDate,
            entry.Deadline,
            entry.NextRetryAt,
            entry.CreatedAt,
            entry.CarriedBy,
            entry.Channel?.Cif,
            entry.Route);
}

/// <summary>How many entries a tenant has in each of the five short statuses.</summary>
public sealed record EFacturaStats(IReadOnlyDictionary<string, long> ByStatus)
{
    public long this[string shortStatus] => ByStatus.GetValueOrDefault(shortStatus);
}
