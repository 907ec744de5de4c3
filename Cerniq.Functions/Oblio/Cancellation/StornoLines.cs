using Cerniq.Functions.Lifecycle;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>The lines of a storno: the invoice's, with the quantities that are taken back, negative. Amounts are computed anew by
/// the rules of every invoice, so that the storno adds up by itself.</summary>
public static class StornoLines
{
    /// <param name="quantities">By line of the invoice, as in <see cref="CancellationPlan.Quantities"/>.</param>
    public static DealTotals Of(InvoiceRecord invoice, IReadOnlyList<decimal> quantities) => DealTotals.Of(
        invoice.Lines
            .Zip(quantities, (line, quantity) => new DealItem
            {
                Sku = line.Sku,
                Name = line.Name,
                Description = line.Description,
                Quantity = -quantity,
                Unit = line.Unit,
                UnitPrice = line.UnitPrice,
                VatRate = line.VatRate,
                Discount = line.Discount,
            })
            .Where(item => item.Quantity != 0),
        invoice.DeliveryDate ?? invoice.IssueDate);
}
