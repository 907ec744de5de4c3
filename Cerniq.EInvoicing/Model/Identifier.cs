namespace Cerniq.EInvoicing.Model;

/// <summary>An identifier and the scheme it belongs to.</summary>
/// <param name="Value">The identifier.</param>
/// <param name="SchemeId">ISO 6523 ICD, EAS or UNTDID 1153 code, as the term asks; null when none.</param>
public sealed record Identifier(string Value, string? SchemeId = null);

/// <summary>A tax registration of a party: <c>PartyTaxScheme</c> in UBL.</summary>
/// <param name="CompanyId">BT-31, BT-48, BT-63 with country prefix when the scheme is VAT; BT-32 otherwise.</param>
/// <param name="SchemeId"><c>VAT</c>, or another mark for a registration that is not VAT.</param>
public sealed record TaxRegistration(string CompanyId, string SchemeId)
{
    /// <summary>The scheme of VAT identifiers.</summary>
    public const string VatScheme = "VAT";

    /// <summary>The mark this library writes for a seller who is not a VAT payer (BT-32); any text but VAT is accepted.</summary>
    public const string NonVatScheme = "FC";

    /// <summary>True for a VAT identifier.</summary>
    public bool IsVat => string.Equals(SchemeId, VatScheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>A VAT identifier, prefix included.</summary>
    public static TaxRegistration Vat(string vatId) => new(vatId, VatScheme);

    /// <summary>A registration of a party that is not a VAT payer: bare digits, no <c>RO</c>.</summary>
    public static TaxRegistration NonVat(string taxId) => new(taxId, NonVatScheme);
}
