using System.Text.Json;

namespace Cerniq.Functions.Audit;

/// <summary>One line of the append-only trail. Holds no secret and no personal data beyond what names the document.</summary>
/// <param name="Subject">What it is about, such as <c>negotiation/N-1</c>.</param>
/// <param name="Action">What happened, such as <c>oblio POST /docs/invoice</c>, <c>PROFORMA_SENT → PROFORMA_ACCEPTED</c> or the
/// name of an event such as <c>efactura_accepted</c>.</param>
/// <param name="Outcome"><c>ok</c>, or the error's kind.</param>
/// <param name="Detail">The service's own words, shortened; never a body.</param>
public sealed record AuditEntry(
    string Tenant,
    string Subject,
    AuditKind Kind,
    string Action,
    string Outcome,
    string CorrelationId,
    DateTimeOffset At,
    string? Actor = null,
    int? Status = null,
    double? DurationMs = null,
    string? Detail = null)
{
    /// <summary>Of an event: <c>high</c> when somebody should look.</summary>
    public string? Severity { get; init; }

    /// <summary>Of an event: what it carries.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Set when this line belongs to the compliance log.</summary>
    public ComplianceRecord? Compliance { get; init; }

    /// <summary>Its number in the tenant's log, once it is there.</summary>
    public long? Sequence { get; init; }

    /// <summary>Its hash in the tenant's log, once it is there.</summary>
    public string? Hash { get; init; }
}

public enum AuditKind
{
    /// <summary>A call to an outside service.</summary>
    Call,

    /// <summary>A state change.</summary>
    Transition,

    /// <summary>A decision by a person or a caller.</summary>
    Decision,

    /// <summary>A change of settings, keys or secrets.</summary>
    Administration,

    /// <summary>Something that happened to a document, under the name its source document gives it.</summary>
    Event,

    /// <summary>A line of the compliance log.</summary>
    Compliance,
}
