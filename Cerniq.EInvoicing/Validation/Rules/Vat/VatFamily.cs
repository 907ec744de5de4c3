namespace Cerniq.EInvoicing.Validation.Rules.Vat;

/// <summary>What the rate of a category may be.</summary>
internal enum RateDemand
{
    Positive,
    NotNegative,
    Zero,
    None,
}

/// <summary>How the breakdown must mirror the use of a category.</summary>
internal enum BreakdownDemand
{
    /// <summary>Used anywhere: exactly one group; otherwise none.</summary>
    ExactlyOne,

    /// <summary>Used in a line, allowance or charge: at least one group; otherwise none.</summary>
    AtLeastOne,
}

/// <summary>Who must be identified for tax when a category is used.</summary>
internal enum PartiesDemand
{
    /// <summary>The seller by any tax number, or the tax representative for VAT.</summary>
    Seller,

    /// <summary>The seller or the tax representative, for VAT.</summary>
    SellerForVat,

    /// <summary>The seller by any tax number (or the representative), and the buyer for VAT or by registration.</summary>
    SellerAndBuyer,

    /// <summary>The seller (or the representative) and the buyer, all for VAT.</summary>
    SellerAndBuyerForVat,

    /// <summary>Nobody may be identified for VAT.</summary>
    Nobody,
}

/// <summary>
/// One of the nine families of rules, one per VAT category. They say the same things in the same order (01 breakdown, 02 to 04
/// parties, 05 to 07 rates, 08 base, 09 tax, 10 exemption reason) and differ in these traits.
/// </summary>
/// <param name="Category">Number in <see cref="VatCategory"/>.</param>
/// <param name="Tag">The part of the rule id that names the family, such as <c>AE</c>.</param>
/// <param name="Ro">Name of the category in Romanian.</param>
/// <param name="En">Name of the category in English.</param>
/// <param name="Rate">What the rate may be.</param>
/// <param name="Breakdown">How the breakdown mirrors the use.</param>
/// <param name="Parties">Who must be identified.</param>
/// <param name="NeedsReason">An exemption reason is required; otherwise it is forbidden.</param>
internal sealed record VatFamily(
    int Category, string Tag, string Ro, string En, RateDemand Rate, BreakdownDemand Breakdown, PartiesDemand Parties, bool NeedsReason)
{
    public string Code => VatCategory.Codes[Category];

    /// <summary>True where the tax is the base times the rate; elsewhere it is nil.</summary>
    public bool IsTaxed => Rate is RateDemand.Positive or RateDemand.NotNegative;

    public string Id(string number) => $"BR-{Tag}-{number}";

    /// <summary>All families; the two Spanish territories have other ids in the current edition.</summary>
    public static VatFamily[] All(ValidationProfile profile) =>
    [
        new(VatCategory.Standard, "S", "cota standard", "standard rate",
            RateDemand.Positive, BreakdownDemand.AtLeastOne, PartiesDemand.Seller, false),
        new(VatCategory.ZeroRated, "Z", "cota zero", "zero rate",
            RateDemand.Zero, BreakdownDemand.ExactlyOne, PartiesDemand.Seller, false),
        new(VatCategory.Exempt, "E", "scutit de TVA", "exempt from VAT",
            RateDemand.Zero, BreakdownDemand.ExactlyOne, PartiesDemand.Seller, true),
        new(VatCategory.ReverseCharge, "AE", "taxare inversă", "reverse charge",
            RateDemand.Zero, BreakdownDemand.ExactlyOne, PartiesDemand.SellerAndBuyer, true),
        new(VatCategory.IntraCommunity, "IC", "livrare intracomunitară", "intra-community supply",
            RateDemand.Zero, BreakdownDemand.ExactlyOne, PartiesDemand.SellerAndBuyerForVat, true),
        new(VatCategory.Export, "G", "export în afara UE", "export outside the EU",
            RateDemand.Zero, BreakdownDemand.ExactlyOne, PartiesDemand.SellerForVat, true),
        new(VatCategory.OutsideScope, "O", "în afara sferei TVA", "outside the scope of VAT",
            RateDemand.None, BreakdownDemand.ExactlyOne, PartiesDemand.Nobody, true),
        new(VatCategory.CanaryIslands, profile == ValidationProfile.Ro109 ? "IG" : "AF", "IGIC (Insulele Canare)", "IGIC (Canary Islands)",
            RateDemand.NotNegative, BreakdownDemand.AtLeastOne, PartiesDemand.Seller, false),
        new(VatCategory.CeutaMelilla, profile == ValidationProfile.Ro109 ? "IP" : "AG", "IPSI (Ceuta și Melilla)", "IPSI (Ceuta and Melilla)",
            RateDemand.NotNegative, BreakdownDemand.AtLeastOne, PartiesDemand.Seller, false),
    ];
}
