using System.Globalization;
using Cerniq.Functions.EFactura;

namespace Cerniq.Functions.Lifecycle;

/// <summary>The moves of a deal that its e-Factura makes, whoever had it filed.</summary>
internal static class FilingMoves
{
    /// <summary>→ EINVOICE_PENDING: it is in the e-Factura queue.</summary>
    public static TransitionRequest Pending(long queueId, string by = "SYSTEM") => new(
        NegotiationState.EInvoicePending, "efactura:send", by, TransitionMetadata.Of(("queueId", queueId.ToString(CultureInfo.InvariantCulture))), UnlessDead: true);

    /// <summary>→ EINVOICE_ACCEPTED or EINVOICE_REJECTED, as ANAF said.</summary>
    public static TransitionRequest Settled(EFacturaOutcome outcome) => new(
        outcome.Accepted ? NegotiationState.EInvoiceAccepted : NegotiationState.EInvoiceRejected,
        "efactura:status",
        Metadata: TransitionMetadata.Of(
            ("queueId", outcome.QueueId.ToString(CultureInfo.InvariantCulture)),
            ("indexIncarcare", outcome.RemoteId),
            ("error", outcome.Accepted ? null : outcome.Reason)),
        UnlessDead: true);
}
