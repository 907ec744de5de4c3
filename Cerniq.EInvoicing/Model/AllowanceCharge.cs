namespace Cerniq.EInvoicing.Model;

/// <summary>A discount or a surcharge, on the document (BG-20, BG-21) or on a line (BG-27, BG-28).</summary>
public sealed record AllowanceCharge
{
    /// <summary>True for a charge, false for an allowance.</summary>
    public bool IsCharge { get; init; }

    /// <summary>BT-92, BT-99, BT-136, BT-141: two decimals, without VAT.</summary>
    public required decimal Amount { get; init; }

    /// <summary>BT-93, BT-100, BT-137, BT-142.</summary>
    public decimal? BaseAmount { get; init; }

    /// <summary>BT-94, BT-101, BT-138, BT-143: per cent of the base.</summary>
    public decimal? Percentage { get; init; }

    /// <summary>BT-98 (UNTDID 5189), BT-105 (UNTDID 7161), BT-140, BT-145.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>BT-97, BT-104, BT-139, BT-144, at most 100 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>BT-95/96, BT-102/103: on the document required, on a line absent.</summary>
    public VatTreatment? Vat { get; init; }
}
