using System.Text.Json.Serialization;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Payments.Refunds;

/// <summary>Money that goes back to a client (source: worker 4). Amounts in major units.</summary>
public sealed record Refund
{
    public required string Tenant { get; init; }

    public required string RefundId { get; init; }

    /// <summary>The invoice it belongs to; null for money that was matched to none.</summary>
    public string? InvoiceId { get; init; }

    /// <summary>The payment whose money it was asked to give back; null when it was asked for by its invoice alone.</summary>
    public string? PaymentId { get; init; }

    public required decimal Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary>What of it comes out of what payments have left: paid too much, twice or for nothing.</summary>
    public IReadOnlyList<CreditPart> FromCredit { get; init; } = [];

    /// <summary>What of it comes out of what was paid for the invoice.</summary>
    [JsonIgnore]
    public decimal OfInvoice => Amount - FromCredit.Sum(part => part.Amount);

    /// <summary>Who is paid, as the invoice names them; as Revolut does where there is none.</summary>
    public required string ClientName { get; init; }

    public string? ClientId { get; init; }

    /// <summary>Where to, as it was when the refund was asked for.</summary>
    public required string Iban { get; init; }

    /// <summary>True when nothing vouches that the account is the payer's: it was given by hand, or is that of a client whose invoice
    /// the payment never paid.</summary>
    public bool PaysElsewhere { get; init; }

    public string? Reason { get; init; }

    public RefundStatus Status { get; init; } = RefundStatus.Pending;

    /// <summary>The task a person must decide, where the tenant's rule asks for one.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>Our id of the payment at Revolut, 34 characters: the same however often it is sent.</summary>
    public required string RequestId { get; init; }

    /// <summary>When it was first sent to Revolut, which remembers our id for two weeks.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Revolut's id of the payment.</summary>
    public string? RevolutRefundId { get; init; }

    /// <summary>Revolut's word for where it stands.</summary>
    public string? RevolutStatus { get; init; }

    /// <summary>Why it was not paid, such as <c>INSUFFICIENT_BALANCE</c>.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The same in Revolut's own words.</summary>
    public string? Error { get; init; }

    /// <summary>When it came to where it stands now: paid, refused or come back.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    public required string CorrelationId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>True when the money is spoken for: on its way, or gone.</summary>
    [JsonIgnore]
    public bool CountsAsPaid => Status is RefundStatus.Pending or RefundStatus.PendingApproval or RefundStatus.Processing or RefundStatus.Completed;

    [JsonIgnore]
    public bool IsSettled => Status is not (RefundStatus.Pending or RefundStatus.PendingApproval or RefundStatus.Processing);

    /// <summary>True when it never left us, or came back.</summary>
    internal static bool IsLost(RefundStatus status) =>
        status is RefundStatus.Failed or RefundStatus.Declined or RefundStatus.Reverted or RefundStatus.Rejected;

    [JsonIgnore]
    public RefundKey Key => new(Tenant, RefundId);

    internal static string RequestIdOf(string refundId) => "R-" + Guid.Parse(refundId).ToString("N");
}

/// <summary>What a refund takes out of what a payment has left.</summary>
public sealed record CreditPart(string PaymentId, decimal Amount);

[JsonConverter(typeof(JsonStringEnumConverter<RefundStatus>))]
public enum RefundStatus
{
    [JsonStringEnumMemberName("PENDING")]
    Pending,

    /// <summary>A person must approve it first.</summary>
    [JsonStringEnumMemberName("PENDING_APPROVAL")]
    PendingApproval,

    /// <summary>Revolut has it.</summary>
    [JsonStringEnumMemberName("PROCESSING")]
    Processing,

    [JsonStringEnumMemberName("COMPLETED")]
    Completed,

    /// <summary>Revolut could not pay it, or refused to.</summary>
    [JsonStringEnumMemberName("FAILED")]
    Failed,

    [JsonStringEnumMemberName("DECLINED")]
    Declined,

    /// <summary>It came back.</summary>
    [JsonStringEnumMemberName("REVERTED")]
    Reverted,

    /// <summary>A person refused it, or nobody approved it in time.</summary>
    [JsonStringEnumMemberName("REJECTED")]
    Rejected,
}

/// <summary>Which refund.</summary>
public sealed record RefundKey(string Tenant, string RefundId)
{
    [JsonIgnore]
    public string Subject => $"refund/{RefundId}";

    /// <summary>The refund's orchestration.</summary>
    [JsonIgnore]
    public string InstanceId => $"refund-{TenantId.InInstanceId(Tenant)}-{RefundId}";
}
