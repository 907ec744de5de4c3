using Cerniq.EInvoicing.Ubl;

namespace Cerniq.Functions.EFactura;

/// <summary>What the compliance log tells of a document: read from the very bytes that are filed.</summary>
/// <param name="Total">With VAT (BT-112).</param>
/// <param name="Currency">BT-5.</param>
/// <param name="BuyerCode">The buyer's VAT id or legal registration.</param>
internal sealed record FiledAmounts(decimal? Total, string? Currency, string? BuyerCode)
{
    public static FiledAmounts Read(ReadOnlyMemory<byte> xml)
    {
        var invoice = UblReader.Read(xml).Partial;
        return new FiledAmounts(invoice?.Totals?.WithVat, invoice?.Currency, invoice?.Buyer.VatId ?? invoice?.Buyer.LegalRegistration?.Value);
    }
}
