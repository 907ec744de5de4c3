namespace Cerniq.Functions.Oblio;

/// <summary>A proforma that was sent: the fields of the source's <c>ProformaCreateResult</c>.</summary>
public sealed record ProformaRecord
{
    public bool Success { get; init; } = true;

    public required string ProformaId { get; init; }

    public required string SeriesName { get; init; }

    public required long Number { get; init; }

    /// <summary>The number as Oblio writes it, with its leading zeros.</summary>
    public required string NumberText { get; init; }

    /// <summary>Without VAT.</summary>
    public required decimal Subtotal { get; init; }

    public required decimal VatAmount { get; init; }

    public required decimal TotalDiscount { get; init; }

    /// <summary>With VAT.</summary>
    public required decimal GrandTotal { get; init; }

    /// <summary>With VAT, as Oblio has it; null until Oblio has told.</summary>
    public decimal? OblioTotal { get; init; }

    public required string Currency { get; init; }

    public string? PdfUrl { get; init; }

    public string? PdfStoragePath { get; init; }

    public bool EmailSent { get; init; }

    public string? EmailSentTo { get; init; }

    public required DateOnly IssueDate { get; init; }

    public DateOnly? DueDate { get; init; }

    public DateOnly? ValidUntil { get; init; }

    public string? OblioViewUrl { get; init; }

    /// <summary>SENT, ACCEPTED, REJECTED, EXPIRED or CONVERTED.</summary>
    public string Status { get; init; } = "SENT";
}
