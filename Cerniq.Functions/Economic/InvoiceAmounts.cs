using Cerniq.EInvoicing.Tax;
using Cerniq.Functions.Oblio;

namespace Cerniq.Functions.Economic;

/// <summary>What an invoice comes to at one VAT rate; negative on a storno.</summary>
/// <param name="Rate">Per cent.</param>
public sealed record InvoiceAmount(decimal Rate, decimal Net, decimal Vat)
{
    /// <summary>With VAT.</summary>
    public decimal Gross => Net + Vat;
}

/// <summary>An invoice's amounts by VAT rate, as EN 16931 computes them: they add up to its total.</summary>
public static class InvoiceAmounts
{
    /// <exception cref="UnbookableException">They do not add up to the invoice's total.</exception>
    public static IReadOnlyList<InvoiceAmount> Of(InvoiceRecord invoice)
    {
        var amounts = ByRate(invoice);
        var total = amounts.Sum(amount => amount.Gross);
        return total == invoice.GrandTotal
            ? amounts
            : throw new UnbookableException($"The lines of {invoice.OblioInvoiceId} come to {total} and its total is {invoice.GrandTotal}; look at it in Oblio.");
    }

    internal static IReadOnlyList<InvoiceAmount> ByRate(InvoiceRecord invoice) => invoice.Lines.Count == 0
        ? [new InvoiceAmount(0m, invoice.Subtotal, invoice.VatAmount)]
        : [.. invoice.Lines.GroupBy(line => line.VatRate).OrderByDescending(rate => rate.Key).Select(Amount)];

    private static InvoiceAmount Amount(IGrouping<decimal, InvoiceLineRecord> rate)
    {
        var net = rate.Sum(line => line.NetAmount);
        return new InvoiceAmount(rate.Key, net, Money.Vat(net, rate.Key));
    }
}
