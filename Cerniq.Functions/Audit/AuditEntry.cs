namespace Cerniq.Functions.Audit;

/// <summary>One line of the append-only trail. Holds no secret and no personal data beyond what names the document.</summary>
/// <param name="Subject">What it is about, such as <c>negotiation/N-1</c>.</param>
/// <param name="Action">What happened, such as <c>oblio POST /docs/invoice</c> or <c>PROFORMA_SENT → PROFORMA_ACCEPTED</c>.</param>
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
    string? Detail = null);

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
}
