using System.Text.Json;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Clients;
using Cerniq.Functions.Oblio;

namespace Cerniq.Functions.Lifecycle;

/// <summary>A deal on its way from CLOSING to PAID, as it is stored.</summary>
public sealed record Negotiation
{
    public required string Tenant { get; init; }

    public required string Id { get; init; }

    public NegotiationState State { get; init; }

    /// <summary>SHA-256 of the posted body: tells the same request again from another one under the same id.</summary>
    public required string RequestHash { get; init; }

    public required NegotiationRequest Request { get; init; }

    /// <summary>The client as last fixed; the request keeps the first version.</summary>
    public required ClientData Client { get; init; }

    public required string CorrelationId { get; init; }

    /// <summary>The orchestration that the deal's messages go to.</summary>
    public required string OrchestrationId { get; init; }

    /// <summary>How often it began to wait for the payment anew, because the money was taken back or came before ANAF's word on what was filed by hand.</summary>
    public int Reopened { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How many lines of history there are.</summary>
    public int Transitions { get; init; }

    public ClientValidateResult? Validation { get; init; }

    public ProformaRecord? Proforma { get; init; }

    /// <summary>What the client answered to the proforma; the first answer counts.</summary>
    public ProformaDecision? Decision { get; init; }

    public string? InvoiceId { get; init; }

    /// <summary>The e-Factura queue entry of the latest filing.</summary>
    public long? EFacturaQueueId { get; init; }

    public string? DeadReason { get; init; }

    /// <summary>The cancelled invoice that this deal invoices anew.</summary>
    public string? CorrectsInvoiceId { get; init; }

    /// <summary>Puts what follows under this deal's name in the audit trail.</summary>
    public IDisposable EnterScope() => new CallScope(Tenant, $"negotiation/{Id}", CorrelationId).Enter();
}

/// <summary>The client's answer to the proforma.</summary>
public sealed record ProformaDecision(bool Accepted, string? Reason, string DecidedBy, DateTimeOffset At);

/// <summary>One line of a deal's history.</summary>
/// <param name="TriggeredBy">SYSTEM, CLIENT, or who asked.</param>
/// <param name="Worker">The step that made the move, in the names of the source documents.</param>
public sealed record NegotiationHistoryEntry(
    NegotiationState? From,
    NegotiationState To,
    string TriggeredBy,
    string Worker,
    DateTimeOffset At,
    IReadOnlyDictionary<string, JsonElement>? Metadata = null);

/// <summary>A move a step wants to make.</summary>
/// <param name="UnlessDead">A dead deal stays dead, which is no error: its invoice may be cancelled at any moment.</param>
public sealed record TransitionRequest(
    NegotiationState To,
    string Worker,
    string TriggeredBy = "SYSTEM",
    IReadOnlyDictionary<string, JsonElement>? Metadata = null,
    bool UnlessDead = false);

/// <summary>What a list of deals shows of each.</summary>
public sealed record NegotiationSummary(
    string NegotiationId,
    NegotiationState State,
    string Client,
    string Cui,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);
