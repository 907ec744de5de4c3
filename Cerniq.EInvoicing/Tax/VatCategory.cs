namespace Cerniq.EInvoicing.Tax;

/// <summary>VAT categories of EN 16931 (UNCL 5305 subset), named by their codes (BT-151, BT-118, BT-95, BT-102).</summary>
public enum VatCategory
{
    /// <summary>Standard and reduced rates.</summary>
    S,

    /// <summary>Zero rated.</summary>
    Z,

    /// <summary>Exempt; a reason must be given (BR-E-10).</summary>
    E,

    /// <summary>Reverse charge: the buyer accounts for VAT.</summary>
    AE,

    /// <summary>Exempt supply to another Member State.</summary>
    K,

    /// <summary>Export outside the Union.</summary>
    G,

    /// <summary>Outside the scope of VAT, among them sellers who are not VAT payers; no rate at all.</summary>
    O,

    /// <summary>Canary Islands general indirect tax.</summary>
    L,

    /// <summary>Tax of Ceuta and Melilla.</summary>
    M,
}

/// <summary>What the standard says about each category.</summary>
public static class VatCategories
{
    private static readonly string[] Codes = ["S", "Z", "E", "AE", "K", "G", "O", "L", "M"];

    /// <summary>The code written in UBL.</summary>
    public static string Code(this VatCategory category) => Codes[(int)category];

    /// <summary>Reads a code; case matters, as in the official rules.</summary>
    public static bool TryParse(string? code, out VatCategory category)
    {
        var index = Array.IndexOf(Codes, code);
        category = index < 0 ? default : (VatCategory)index;
        return index >= 0;
    }

    /// <summary>True when the rate must be exactly zero (Z, E, AE, K, G: BR-Z-05, BR-E-05…).</summary>
    public static bool RateIsZero(this VatCategory category) =>
        category is VatCategory.Z or VatCategory.E or VatCategory.AE or VatCategory.K or VatCategory.G;

    /// <summary>True when a reason text or code is required in the breakdown (BR-E-10, BR-AE-10, BR-IC-10, BR-G-10, BR-O-10).</summary>
    public static bool NeedsReason(this VatCategory category) =>
        category is VatCategory.E or VatCategory.AE or VatCategory.K or VatCategory.G or VatCategory.O;

    /// <summary>True when a reason is forbidden (BR-S-10, BR-Z-10, BR-AF-10, BR-AG-10).</summary>
    public static bool ForbidsReason(this VatCategory category) => !category.NeedsReason();

    /// <summary>
    /// The VATEX code that says no more than the category itself; null for E, whose reason only the seller knows.
    /// </summary>
    public static string? DefaultReasonCode(this VatCategory category) => category switch
    {
        VatCategory.AE => "VATEX-EU-AE",
        VatCategory.K => "VATEX-EU-IC",
        VatCategory.G => "VATEX-EU-G",
        VatCategory.O => "VATEX-EU-O",
        _ => null,
    };
}
