using Cerniq.EInvoicing.Model;

namespace Cerniq.Functions.EFactura;

/// <summary>Makes the e-invoice ask for the amount that was invoiced.</summary>
/// <remarks>EN 16931 computes VAT for each rate on the sum of its lines; software that computes it line by line may differ by
/// a few bani. What was invoiced stays due: the difference is shown as rounding (BT-114). Anything larger is a fault.</remarks>
internal static class AmountSettlement
{
    private const decimal HalfBanPerLine = 0.005m;
    private const decimal LeastTolerance = 0.01m;

    public static Invoice With(Invoice invoice, decimal invoiced, MappingProblems problems)
    {
        var totals = invoice.Totals!;
        var difference = invoiced - totals.WithVat;
        if (difference == 0)
        {
            return invoice;
        }

        if (Math.Abs(difference) > Math.Max(LeastTolerance, HalfBanPerLine * invoice.Lines.Count))
        {
            problems.Add(
                "BR-CO-15",
                "grandTotal",
                $"The lines and their VAT come to {totals.WithVat:0.00} {invoice.Currency}, but the invoice says {invoiced:0.00}.",
                "Correct the lines or the totals.");
            return invoice;
        }

        return invoice with { RoundingAmount = difference, Totals = totals with { Payable = totals.Payable + difference } };
    }
}
