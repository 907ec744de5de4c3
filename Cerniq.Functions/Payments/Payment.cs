using System.Text.Json;
using System.Text.Json.Serialization;
using Cerniq.Functions.Revolut;

namespace Cerniq.Functions.Payments;

/// <summary>Money that came in, as recorded from Revolut (source: worker 3). Amounts in major units.</summary>
public sealed record Payment
{
    private const string Confirmed = "CONFIRMED";

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
    public string Status { get; init; } = Confirmed;

    [JsonIgnore]
    public bool IsReverted => !string.Equals(Status, Confirmed, StringComparison.Ordinal);

    public ReconciliationStatus ReconciliationStatus { get; init; }

    /// <summary>How the match was found, or why there is none.</summary>
    public string? ReconciliationReason { get; init; }

    public IReadOnlyList<PaymentMatch> Matches { get; init; } = [];

    /// <summary>What it had paid when Revolut reverted it; those invoices are open again.</summary>
    public IReadOnlyList<PaymentMatch> TakenBack { get; init; } = [];

    /// <summary>The invoices it may be for, when none is certain; the best first.</summary>
    public IReadOnlyList<MatchProposal> Proposals { get; init; } = [];

    /// <summary>What refunds have taken of it: gone back to the client, or about to.</summary>
    public IReadOnlyList<GivenBack> GivenBack { get; init; } = [];

    /// <summary>What no invoice has and no refund: still to be matched, or the client's credit.</summary>
    public decimal Unallocated => IsReverted ? 0m : Amount - Matches.Sum(m => m.Amount) - GivenBack.Sum(g => g.Amount);

    /// <summary>The status that its matches and refunds come to.</summary>
    [JsonIgnore]
    public ReconciliationStatus Standing => this switch
    {
        { IsReverted: true } => ReconciliationStatus.Reverted,
        { Matches.Count: 0, Unallocated: > 0 } => ReconciliationStatus.Investigation,
        { Matches.Count: 0 } => ReconciliationStatus.Refunded,
        { Unallocated: > 0 } => ReconciliationStatus.Overpaid,
        _ => ReconciliationStatus.Matched,
    };

    /// <summary>The transaction as Revolut told it.</summary>
    public JsonElement? RawPayload { get; init; }

    /// <summary>What the webhook said otherwise than Revolut itself: a person looks at it before the money is matched.</summary>
    public ValidationMismatch? Mismatch { get; init; }

    /// <summary>True once a person has taken a match back: nothing is matched by itself any more.</summary>
    public bool LeftToPerson { get; init; }

    public required DateTimeOffset TransactionDate { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public required string CorrelationId { get; init; }
}

/// <summary>A webhook and Revolut disagree about a payment.</summary>
/// <param name="Expected">What the webhook said.</param>
/// <param name="Actual">What Revolut says, and what is recorded.</param>
public sealed record ValidationMismatch(ClaimedMoney Expected, ClaimedMoney Actual);

/// <param name="Amount">How much of the payment goes to this invoice, in the payment's currency.</param>
/// <param name="MatchedBy">SYSTEM, or who matched it by hand.</param>
/// <param name="ExchangeRate">How much of the payment's currency one unit of the invoice's costs; null when they are the same.</param>
/// <param name="Converted">The same money in the invoice's currency, where that is another.</param>
/// <param name="Releasing">It is being taken back; nobody may build on it.</param>
/// <param name="RateDate">The day the rate is of.</param>
/// <param name="RateSource">Where the rate is from, such as <c>BNR</c>.</param>
/// <param name="InvoiceNumber">As people know it, such as <c>FCT-0053</c>.</param>
public sealed record PaymentMatch(
    string InvoiceId,
    string NegotiationId,
    decimal Amount,
    string MatchedBy,
    DateTimeOffset At,
    decimal? ExchangeRate = null,
    decimal? Converted = null,
    bool Releasing = false,
    DateOnly? RateDate = null,
    string? RateSource = null,
    string? InvoiceNumber = null)
{
    /// <summary>Who matched it when no person did.</summary>
    public const string BySystem = "SYSTEM";

    /// <summary>The rate it was matched at; null when both are of one currency.</summary>
    [JsonIgnore]
    public DayRate? Rate => ExchangeRate is { } rate ? new DayRate(rate, RateDate ?? DateOnly.FromDateTime(At.UtcDateTime), RateSource ?? DayRate.ByHand) : null;

    /// <summary>What the invoice has of it, in its own currency.</summary>
    public decimal InvoiceAmount => Converted ?? Amount;
}

/// <summary>What a refund has taken of a payment.</summary>
/// <param name="Amount">In the payment's currency.</param>
public sealed record GivenBack(string RefundId, decimal Amount);

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

    /// <summary>Revolut took the money back: there is nothing left to match.</summary>
    [JsonStringEnumMemberName("REVERTED")]
    Reverted,

    /// <summary>Matched to nothing: all of it went back to the client, or is about to.</summary>
    [JsonStringEnumMemberName("REFUNDED")]
    Refunded,
}
