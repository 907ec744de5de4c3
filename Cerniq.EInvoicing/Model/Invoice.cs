namespace Cerniq.EInvoicing.Model;

/// <summary>
/// An invoice or credit note in the terms of EN 16931. Amounts that follow from others (<see cref="InvoiceLine.NetAmount"/>,
/// <see cref="VatBreakdown"/>, <see cref="Totals"/>) are filled by <see cref="Calculation.InvoiceCalculator"/>.
/// </summary>
public sealed record Invoice
{
    /// <summary>BT-24 of CIUS-RO (BR-RO-001).</summary>
    public const string CiusRo = "urn:cen.eu:en16931:2017#compliant#urn:efactura.mfinante.ro:CIUS-RO:1.0.1";

    /// <summary>BT-24: the specification followed.</summary>
    public string SpecificationId { get; init; } = CiusRo;

    /// <summary>BT-23: the business process; not used in Romania.</summary>
    public string? BusinessProcess { get; init; }

    /// <summary>BT-3, and the UBL root.</summary>
    public DocumentKind Kind { get; init; } = DocumentKind.Invoice;

    /// <summary>BT-1: series and number, at least one digit (BR-RO-010), at most 200 characters.</summary>
    public required string Number { get; init; }

    /// <summary>BT-2.</summary>
    public required DateOnly IssueDate { get; init; }

    /// <summary>BT-9. UBL keeps it with the payment means in a credit note.</summary>
    public DateOnly? DueDate { get; init; }

    /// <summary>BT-7: the day VAT becomes due. Excludes <see cref="TaxPointCode"/> (BR-CO-03).</summary>
    public DateOnly? TaxPointDate { get; init; }

    /// <summary>BT-8: 3 issue, 35 delivery, 432 payment (BR-RO-040).</summary>
    public string? TaxPointCode { get; init; }

    /// <summary>BT-5: ISO 4217.</summary>
    public string Currency { get; init; } = "RON";

    /// <summary>BT-6: RON when <see cref="Currency"/> is not (BR-RO-030).</summary>
    public string? TaxCurrency { get; init; }

    /// <summary>BT-19: where the buyer books it, at most 100.</summary>
    public string? AccountingCost { get; init; }

    /// <summary>BG-1, at most 20.</summary>
    public ValueList<InvoiceNote> Notes { get; init; }

    /// <summary>BG-14.</summary>
    public Period? Period { get; init; }

    /// <summary>BT-10 to BT-18, BG-3.</summary>
    public References References { get; init; } = new();

    /// <summary>BG-24, at most 50.</summary>
    public ValueList<SupportingDocument> Attachments { get; init; }

    /// <summary>BG-4.</summary>
    public required Party Seller { get; init; }

    /// <summary>BG-7.</summary>
    public required Party Buyer { get; init; }

    /// <summary>BG-10.</summary>
    public Payee? Payee { get; init; }

    /// <summary>BG-11.</summary>
    public TaxRepresentative? TaxRepresentative { get; init; }

    /// <summary>BG-13.</summary>
    public Delivery? Delivery { get; init; }

    /// <summary>BG-16.</summary>
    public ValueList<PaymentMeans> PaymentMeans { get; init; }

    /// <summary>BT-20, at most 300.</summary>
    public string? PaymentTerms { get; init; }

    /// <summary>BG-20, BG-21.</summary>
    public ValueList<AllowanceCharge> AllowanceCharges { get; init; }

    /// <summary>BT-113: already paid, with VAT.</summary>
    public decimal? PrepaidAmount { get; init; }

    /// <summary>BT-114: added to round the amount to pay.</summary>
    public decimal? RoundingAmount { get; init; }

    /// <summary>BG-23. Before calculation it may hold rows without amounts, to give exemption reasons.</summary>
    public ValueList<VatSubtotal> VatBreakdown { get; init; }

    /// <summary>BG-22; null until calculated.</summary>
    public DocumentTotals? Totals { get; init; }

    /// <summary>BG-25.</summary>
    public required ValueList<InvoiceLine> Lines { get; init; }

    /// <summary>The day whose VAT rates apply: the tax point, else the delivery, else the end of the period, else the issue date.</summary>
    public DateOnly EffectiveTaxPoint => TaxPointDate ?? Delivery?.Date ?? Period?.End ?? IssueDate;
}
