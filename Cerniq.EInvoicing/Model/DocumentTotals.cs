namespace Cerniq.EInvoicing.Model;

/// <summary>What the calculation yields for the whole document (BG-22), in the invoice currency, two decimals.</summary>
public sealed record DocumentTotals
{
    /// <summary>BT-106: sum of the lines.</summary>
    public decimal LineNet { get; init; }

    /// <summary>BT-107: sum of document allowances; null when the document has none.</summary>
    public decimal? Allowances { get; init; }

    /// <summary>BT-108: sum of document charges; null when the document has none.</summary>
    public decimal? Charges { get; init; }

    /// <summary>BT-109: without VAT.</summary>
    public decimal WithoutVat { get; init; }

    /// <summary>BT-110: VAT in the invoice currency; null when a document that was read states none.</summary>
    public decimal? Vat { get; init; }

    /// <summary>BT-111: VAT in the accounting currency (BT-6), RON for an invoice in another currency.</summary>
    public decimal? VatInTaxCurrency { get; init; }

    /// <summary>BT-112: with VAT.</summary>
    public decimal WithVat { get; init; }

    /// <summary>BT-115: to pay.</summary>
    public decimal Payable { get; init; }
}
