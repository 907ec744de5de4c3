using Cerniq.Functions.Clients;
using Cerniq.Functions.Oblio.Cancellation;

namespace Cerniq.Functions.Oblio;

/// <summary>A fiscal invoice that was issued: the fields of the source's <c>InvoiceCreateResult</c>, its lines and what has
/// become of it since.</summary>
public sealed record InvoiceRecord
{
    public bool Success { get; init; } = true;

    public required string Tenant { get; init; }

    public required string NegotiationId { get; init; }

    /// <summary>A UUID, the same whenever the same deal is invoiced.</summary>
    public required string InvoiceId { get; init; }

    /// <summary>Oblio's name for it: series and number.</summary>
    public required string OblioInvoiceId { get; init; }

    public required string SeriesName { get; init; }

    public required long Number { get; init; }

    /// <summary>The number as Oblio writes it, with its leading zeros.</summary>
    public required string NumberText { get; init; }

    public required ClientData Client { get; init; }

    public required IReadOnlyList<InvoiceLineRecord> Lines { get; init; }

    public required decimal Subtotal { get; init; }

    public required decimal VatAmount { get; init; }

    public required decimal TotalDiscount { get; init; }

    public required decimal GrandTotal { get; init; }

    /// <summary>The grand total as Oblio has it; null until Oblio has told.</summary>
    public decimal? OblioTotal { get; init; }

    public required string Currency { get; init; }

    /// <summary>RON for one unit of the currency; null for RON.</summary>
    public decimal? ExchangeRate { get; init; }

    /// <summary>A fiscal receipt was given for it, which keeps it out of RO e-Factura.</summary>
    public bool FiscalReceipt { get; init; }

    public string? FromProformaId { get; init; }

    public string? FromProformaSeries { get; init; }

    public long? FromProformaNumber { get; init; }

    public string? PdfUrl { get; init; }

    public string? PdfStoragePath { get; init; }

    public string? PdfSha256 { get; init; }

    public bool EmailSent { get; init; }

    public string? EmailSentTo { get; init; }

    public required DateOnly IssueDate { get; init; }

    public DateOnly? DueDate { get; init; }

    public DateOnly? DeliveryDate { get; init; }

    public string PaymentMethod { get; init; } = "TRANSFER";

    /// <summary>The client's order number (BT-13).</summary>
    public string? Reference { get; init; }

    public string? Mentions { get; init; }

    public bool EfacturaTriggered { get; init; }

    /// <summary>The queue entry of the filing, as text.</summary>
    public string? EfacturaJobId { get; init; }

    public string? OblioViewUrl { get; init; }

    /// <summary>ISSUED, PARTIAL_CANCELLED or CANCELLED.</summary>
    public string Status { get; init; } = "ISSUED";

    /// <summary>The payments matched to it. Kept here, under the invoice's ETag, so that two payments arriving together can
    /// never both claim the same open amount.</summary>
    public IReadOnlyList<PaymentAllocation> Allocations { get; init; } = [];

    /// <summary>Sum of the payments matched to it, in its currency.</summary>
    public decimal PaidAmount => Allocations.Sum(a => a.Amount);

    /// <summary>What cancellations have taken of it or are about to take.</summary>
    public IReadOnlyList<CancelledPart> Cancellations { get; init; } = [];

    /// <summary>How many cancellations came to nothing.</summary>
    public int CancellationsGivenUp { get; init; }

    /// <summary>Set when this is a storno: negative quantities, and what they take back.</summary>
    public StornoFacts? Storno { get; init; }

    /// <summary>What the client owes in all: the total less what stornos have taken back.</summary>
    public decimal AmountDue =>
        string.Equals(Status, "CANCELLED", StringComparison.Ordinal) ? 0m : GrandTotal - Cancellations.Sum(c => c.Total);

    /// <summary>What is still to be paid; negative when more was paid than is due.</summary>
    public decimal OpenAmount => AmountDue - PaidAmount;

    public required string CorrelationId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>One line of an issued invoice, with its amounts.</summary>
/// <param name="UnitPrice">Net, before discount.</param>
/// <param name="VatRate">Per cent.</param>
/// <param name="Discount">Per cent.</param>
/// <param name="NetAmount">After discount (BT-131).</param>
public sealed record InvoiceLineRecord(
    string Sku,
    string Name,
    string? Description,
    decimal Quantity,
    string Unit,
    decimal UnitPrice,
    decimal VatRate,
    decimal Discount,
    decimal DiscountAmount,
    decimal NetAmount);

/// <summary>How much of a payment goes to an invoice, in the invoice's currency.</summary>
public sealed record PaymentAllocation(string PaymentId, decimal Amount);
