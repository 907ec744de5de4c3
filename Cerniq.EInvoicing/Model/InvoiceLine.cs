namespace Cerniq.EInvoicing.Model;

/// <summary>A line (BG-25).</summary>
public sealed record InvoiceLine
{
    /// <summary>BT-126.</summary>
    public required string Id { get; init; }

    /// <summary>BT-127, at most 300 characters.</summary>
    public string? Note { get; init; }

    /// <summary>BT-128: the thing invoiced, with its scheme.</summary>
    public Identifier? ObjectId { get; init; }

    /// <summary>BT-129: negative on a storno written as an invoice.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>BT-130: UN/ECE Recommendation 20 or 21.</summary>
    public required string UnitCode { get; init; }

    /// <summary>BT-131: without VAT, after the line's allowances and charges; set by the calculator.</summary>
    public decimal NetAmount { get; init; }

    /// <summary>BT-132: the line of the order.</summary>
    public string? OrderLine { get; init; }

    /// <summary>BT-133, at most 100.</summary>
    public string? AccountingCost { get; init; }

    /// <summary>BG-26.</summary>
    public Period? Period { get; init; }

    /// <summary>BG-27, BG-28.</summary>
    public ValueList<AllowanceCharge> AllowanceCharges { get; init; }

    /// <summary>BG-29.</summary>
    public required Price Price { get; init; }

    /// <summary>BG-30.</summary>
    public required VatTreatment Vat { get; init; }

    /// <summary>BG-31.</summary>
    public required Item Item { get; init; }
}

/// <summary>A price without VAT (BG-29). Any number of decimals.</summary>
/// <param name="Net">BT-146: never negative (BR-27); a storno has negative quantities.</param>
public sealed record Price(decimal Net)
{
    /// <summary>BT-148: before the discount.</summary>
    public decimal? Gross { get; init; }

    /// <summary>BT-147: gross minus net.</summary>
    public decimal? Discount { get; init; }

    /// <summary>BT-149: the price is for this many units; 1 when absent.</summary>
    public decimal? BaseQuantity { get; init; }

    /// <summary>BT-150: must be the line's unit.</summary>
    public string? BaseQuantityUnit { get; init; }

    /// <summary>A net price with the discount shown: 8 as 10 minus 2.</summary>
    public static Price Discounted(decimal gross, decimal discount) => new(gross - discount) { Gross = gross, Discount = discount };
}
