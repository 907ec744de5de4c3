using Cerniq.EInvoicing.Tax;

namespace Cerniq.EInvoicing.Model;

/// <summary>How something is taxed (BG-30; BT-95/96, BT-102/103).</summary>
/// <param name="Category">BT-151.</param>
/// <param name="Rate">BT-152, in per cent; null only for category O.</param>
public sealed record VatTreatment(VatCategory Category, decimal? Rate)
{
    /// <summary>Outside the scope of VAT: no rate.</summary>
    public static VatTreatment OutOfScope { get; } = new(VatCategory.O, null);

    /// <summary>Reverse charge, rate zero.</summary>
    public static VatTreatment ReverseCharge { get; } = new(VatCategory.AE, 0m);

    /// <summary>Standard or reduced rate.</summary>
    public static VatTreatment Rated(decimal percent) => new(VatCategory.S, percent);
}

/// <summary>One row of the VAT breakdown (BG-23).</summary>
public sealed record VatSubtotal
{
    /// <summary>BT-118, BT-119.</summary>
    public required VatTreatment Vat { get; init; }

    /// <summary>BT-116.</summary>
    public decimal TaxableAmount { get; init; }

    /// <summary>BT-117.</summary>
    public decimal TaxAmount { get; init; }

    /// <summary>BT-121: VATEX code.</summary>
    public string? ExemptionReasonCode { get; init; }

    /// <summary>BT-120, at most 100 characters.</summary>
    public string? ExemptionReason { get; init; }
}
