using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cerniq.Functions.Approvals;

/// <summary>Something a person must decide or mend before work goes on.</summary>
public sealed record Approval
{
    public required string Tenant { get; init; }

    public required string Id { get; init; }

    public required ApprovalKind Kind { get; init; }

    public ApprovalStatus Status { get; init; } = ApprovalStatus.Pending;

    /// <summary>One line for a list.</summary>
    public required string Title { get; init; }

    public string? NegotiationId { get; init; }

    public string? InvoiceId { get; init; }

    /// <summary>What the decision rests on, such as the fixes a client's data need.</summary>
    public JsonElement? Details { get; init; }

    public required string CorrelationId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public string? DecidedBy { get; init; }

    public string? Comment { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<ApprovalKind>))]
public enum ApprovalKind
{
    /// <summary>The client's data must be mended.</summary>
    [JsonStringEnumMemberName("CLIENT_FIX")]
    ClientFix,

    /// <summary>ANAF rejected an e-Factura.</summary>
    [JsonStringEnumMemberName("EFACTURA_REJECTED")]
    EFacturaRejected,

    [JsonStringEnumMemberName("INVOICE_CANCELLATION")]
    InvoiceCancellation,

    [JsonStringEnumMemberName("REFUND")]
    Refund,

    /// <summary>A payment that fits no invoice for certain.</summary>
    [JsonStringEnumMemberName("PAYMENT_INVESTIGATION")]
    PaymentInvestigation,
}

[JsonConverter(typeof(JsonStringEnumConverter<ApprovalStatus>))]
public enum ApprovalStatus
{
    [JsonStringEnumMemberName("PENDING")]
    Pending,

    [JsonStringEnumMemberName("APPROVED")]
    Approved,

    [JsonStringEnumMemberName("REJECTED")]
    Rejected,

    [JsonStringEnumMemberName("EXPIRED")]
    Expired,

    /// <summary>The matter settled itself, such as client data that were mended.</summary>
    [JsonStringEnumMemberName("DONE")]
    Done,
}
