using Cerniq.EInvoicing.Tax;
using Cerniq.Functions.Lifecycle;

namespace Cerniq.Functions.Oblio;

/// <summary>What a deal's lines come to: nets and discounts by line, VAT by rate as EN 16931 computes it, all with two
/// decimals, half away from zero.</summary>
/// <param name="Subtotal">Without VAT, after discounts.</param>
public sealed record DealTotals(
    IReadOnlyList<InvoiceLineRecord> Lines, decimal Subtotal, decimal VatAmount, decimal TotalDiscount, decimal GrandTotal)
{
    /// <summary>Computes the totals.</summary>
    /// <param name="taxPoint">Decides the standard rate of a line that names none.</param>
    /// <exception cref="OverflowException">Amounts beyond what money can be.</exception>
    public static DealTotals Of(IEnumerable<DealItem> items, DateOnly taxPoint)
    {
        var lines = items.Select(item => Line(item, taxPoint)).ToArray();
        var subtotal = lines.Sum(l => l.NetAmount);
        var vat = lines.GroupBy(l => l.VatRate).Sum(rate => Money.Vat(rate.Sum(l => l.NetAmount), rate.Key));
        return new DealTotals(lines, subtotal, vat, lines.Sum(l => l.DiscountAmount), subtotal + vat);
    }

    private static InvoiceLineRecord Line(DealItem item, DateOnly taxPoint)
    {
        var gross = Money.Round(item.Quantity * item.UnitPrice);
        var discount = Money.Round(gross * item.Discount / 100m);
        return new InvoiceLineRecord(
            item.Sku,
            item.Name,
            item.Description,
            item.Quantity,
            item.Unit,
            item.UnitPrice,
            item.VatRate ?? VatRates.Standard(taxPoint),
            item.Discount,
            discount,
            gross - discount);
    }
}
