using System.Text.Json.Serialization;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>Which cancellation.</summary>
public sealed record CancellationKey(string Tenant, string InvoiceId, string CancellationId)
{
    /// <summary>Its orchestration.</summary>
    public string InstanceId => $"cancel-{TenantId.InInstanceId(Tenant)}-{InvoiceId}-{CancellationId}";
}

/// <summary>A request to cancel an invoice, and what came of it.</summary>
public sealed record CancellationRecord
{
    public required string Tenant { get; init; }

    public required string CancellationId { get; init; }

    public required string InvoiceId { get; init; }

    public required string NegotiationId { get; init; }

    public required CancellationRequest Request { get; init; }

    public CancellationStatus Status { get; init; } = CancellationStatus.Requested;

    /// <summary>The approval it waits or waited for; null when none is needed.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>Why it came to nothing.</summary>
    public CancellationRefusal? Refusal { get; init; }

    public CancellationResult? Result { get; init; }

    public required string CorrelationId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    [JsonIgnore]
    public CancellationKey Key => new(Tenant, InvoiceId, CancellationId);

    [JsonIgnore]
    public CancellationDetails Details => Request.Cancellation!;

    /// <summary>Puts what follows under the deal's name in the audit trail.</summary>
    public IDisposable EnterScope() => new CallScope(Tenant, $"negotiation/{NegotiationId}", CorrelationId).Enter();
}

/// <summary>Outcome of a cancellation: the fields of the source's <c>InvoiceCancelResult</c>.</summary>
public sealed record CancellationResult
{
    public bool Success { get; init; } = true;

    public required string StornoInvoiceId { get; init; }

    public required string StornoOblioId { get; init; }

    public required string StornoSeriesName { get; init; }

    public required long StornoNumber { get; init; }

    public required string OriginalInvoiceId { get; init; }

    public required string OriginalOblioId { get; init; }

    /// <summary>Without VAT; not negative, like the two below.</summary>
    public required decimal CancelledAmount { get; init; }

    public required decimal CancelledVat { get; init; }

    public required decimal CancelledTotal { get; init; }

    public required CancellationType CancellationType { get; init; }

    /// <summary>How many lines.</summary>
    public required int ItemsCancelled { get; init; }

    public string? StornoPdfStoragePath { get; init; }

    public bool EmailSent { get; init; }

    public string? EmailSentTo { get; init; }

    public bool EfacturaStornoTriggered { get; init; }

    public string? EfacturaStornoJobId { get; init; }

    /// <summary>Why the storno is not filed, when it is not.</summary>
    public string? EfacturaStornoSkipped { get; init; }

    public bool CorrectiveInvoiceTriggered { get; init; }

    /// <summary>The deal that invoices anew.</summary>
    public string? CorrectiveInvoiceJobId { get; init; }

    /// <summary>The task that offers the client's money back.</summary>
    public string? RefundApprovalId { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<CancellationStatus>))]
public enum CancellationStatus
{
    /// <summary>Taken in.</summary>
    [JsonStringEnumMemberName("REQUESTED")]
    Requested,

    [JsonStringEnumMemberName("AWAITING_APPROVAL")]
    AwaitingApproval,

    /// <summary>The storno is being issued.</summary>
    [JsonStringEnumMemberName("PROCESSING")]
    Processing,

    /// <summary>The storno is issued and on record.</summary>
    [JsonStringEnumMemberName("PROCESSED")]
    Processed,

    /// <summary>A person said no.</summary>
    [JsonStringEnumMemberName("REJECTED")]
    Rejected,

    /// <summary>Nobody decided in time.</summary>
    [JsonStringEnumMemberName("EXPIRED")]
    Expired,

    /// <summary>It was not possible, or Oblio refused; <see cref="CancellationRecord.Refusal"/> says why.</summary>
    [JsonStringEnumMemberName("REFUSED")]
    Refused,
}
