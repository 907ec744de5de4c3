using System.Text.Json.Serialization;

namespace Cerniq.Functions.Payments;

/// <summary>Money that came in, as recorded from Revolut (source: worker 3). Amounts in major units.</summary>
public sealed record Payment
{
    public required string Tenant { get; init; }

    /// <summary>A UUID, the same for the same transaction.</summary>
    public required string PaymentId { get; init; }

    /// <summary>Revolut's transaction id.</summary>
    public required string ExternalId { get; init; }

    public string ExternalSource { get; init; } = "REVOLUT";

    public required decimal Amount { get; init; }

    public required string Currency { get; init; }

    public string CounterpartyName { get; init; } = "Unknown";

    public string? CounterpartyAccount { get; init; }

    public string? Description { get; init; }

    public string? Reference { get; init; }

    public string PaymentMethod { get; init; } = "REVOLUT";

    /// <summary>CONFIRMED, or REVERTED when Revolut took the money back.</summary>
    public string Status { get; init; } = "CONFIRMED";

    public ReconciliationStatus ReconciliationStatus { get; init; }

    /// <summary>How the match was found, or why there is none.</summary>
    public string? ReconciliationReason { get; init; }

    public IReadOnlyList<PaymentMatch> Matches { get; init; } = [];

    public required DateTimeOffset TransactionDate { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public required string CorrelationId { get; init; }
}

/// <param name="Amount">How much of the payment goes to this invoice, in the payment's currency.</param>
/// <param name="MatchedBy">SYSTEM, or who matched it by hand.</param>
public sealed record PaymentMatch(string InvoiceId, string NegotiationId, decimal Amount, string MatchedBy, DateTimeOffset At);

[JsonConverter(typeof(JsonStringEnumConverter<ReconciliationStatus>))]
public enum ReconciliationStatus
{
    [JsonStringEnumMemberName("PENDING")]
    Pending,

    [JsonStringEnumMemberName("MATCHED")]
    Matched,

    /// <summary>Matched, with money left over that is kept as the client's credit.</summary>
    [JsonStringEnumMemberName("OVERPAID")]
    Overpaid,

    /// <summary>No invoice fits for certain: a person decides.</summary>
    [JsonStringEnumMemberName("INVESTIGATION")]
    Investigation,
}
