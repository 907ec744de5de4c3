using Cerniq.Functions.Approvals;
using Cerniq.Functions.Clients;
using Cerniq.Functions.Economic;
using Cerniq.Functions.EFactura;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Payments;

namespace Cerniq.Functions.Lifecycle;

/// <summary>A deal with everything that belongs to it: answer of <c>GET /tenants/{tenant}/negotiations/{id}</c>.</summary>
public sealed record NegotiationView(
    string NegotiationId,
    NegotiationState State,
    ClientData Client,
    ClientValidateResult? Validation,
    ProformaRecord? Proforma,
    InvoiceRecord? Invoice,
    IReadOnlyList<InvoiceRecord> Stornos,
    EFacturaView? Efactura,
    IReadOnlyList<EconomicUploadRecord> Economic,
    IReadOnlyList<Payment> Payments,
    IReadOnlyList<Approval> Approvals,
    IReadOnlyList<NegotiationHistoryEntry> History,
    string OrchestrationId,
    string CorrelationId,
    string? DeadReason,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>How far the filing is.</summary>
/// <param name="IndexIncarcare">ANAF's upload index.</param>
/// <param name="IdDescarcare">ANAF's download id.</param>
/// <param name="Deadline">Last day on which the law lets it be filed.</param>
/// <param name="OutOfScope">Why it is not filed by itself; <c>POST /api/efactura/retry</c> files it all the same.</param>
public sealed record EFacturaView(
    long QueueId,
    string Status,
    string? IndexIncarcare,
    string? IdDescarcare,
    DateOnly? Deadline,
    int Attempts,
    string? LastError,
    IReadOnlyList<EFacturaError> Errors,
    DateTimeOffset? SubmittedAt,
    DateTimeOffset? AcceptedAt,
    string? XmlSha256,
    string? ResponseSha256,
    string? OutOfScope);
