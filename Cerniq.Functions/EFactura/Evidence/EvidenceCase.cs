using Cerniq.EInvoicing.Evidence;

namespace Cerniq.Functions.EFactura;

/// <summary>An invoice's evidence before it is written out.</summary>
/// <param name="At">The time all files of the bundle carry, so that the same evidence gives the same bytes.</param>
/// <param name="Missing">What should be there and is not.</param>
internal sealed record EvidenceCase(
    string Tenant,
    string InvoiceId,
    string Number,
    DateTimeOffset At,
    EFacturaEntry? Filing,
    ChainHead? AuditHead,
    IReadOnlyList<string> Missing,
    IReadOnlyList<EvidencePart> Parts);
