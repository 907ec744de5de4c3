using Cerniq.Functions.Oblio;

namespace Cerniq.Functions.Lifecycle;

/// <summary>Names of the events that a deal's orchestration waits for.</summary>
public static class LifecycleEvents
{
    /// <summary>Payload <see cref="ProformaDecision"/>.</summary>
    public const string ProformaDecided = "ProformaDecided";

    /// <summary>The client's data were changed, or the deal was given up; payload <see cref="Lifecycle.ClientFixed"/>.</summary>
    public const string ClientFixed = "ClientFixed";

    /// <summary>A rejected e-Factura may be filed again; payload is who said so.</summary>
    public const string EFacturaReissue = "EFacturaReissue";

    /// <summary>The invoice is paid in full; payload <see cref="InvoicePaid"/>.</summary>
    public const string InvoicePaid = "InvoicePaid";

    /// <summary>The invoice was cancelled whole: the deal is over; payload is the cancellation's id.</summary>
    public const string InvoiceCancelled = "InvoiceCancelled";

    /// <summary>Try the step that is stuck again now; payload is who said so.</summary>
    public const string Retry = "Retry";
}

/// <summary>The matched payments reach the invoice's total.</summary>
/// <param name="PaymentId">The payment that completed it.</param>
/// <param name="Amount">All that was paid, in the invoice's currency.</param>
public sealed record InvoicePaid(string InvoiceId, string PaymentId, decimal Amount, string Currency)
{
    /// <summary>What is to be told of an invoice; null while something is open, or nothing was ever paid.</summary>
    public static InvoicePaid? Of(InvoiceRecord invoice) => invoice is { OpenAmount: <= 0m, Allocations: [.., var last] }
        ? new InvoicePaid(invoice.InvoiceId, last.PaymentId, invoice.PaidAmount, invoice.Currency)
        : null;
}

/// <param name="GoOn">False when a person gave the deal up instead.</param>
/// <param name="By">Who.</param>
public sealed record ClientFixed(bool GoOn, string By, string? Reason);
