using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Calculation;

/// <summary>Computes every amount that follows from others. A visible pass of its own: nothing is computed behind a property.</summary>
public static class InvoiceCalculator
{
    /// <summary>Lines, then VAT by category, then totals. Calling it twice changes nothing.</summary>
    /// <param name="invoice">Quantities, prices, allowances, VAT treatments; amounts on it are replaced.</param>
    /// <param name="exchangeRate">
    /// Units of <see cref="Invoice.TaxCurrency"/> for one unit of <see cref="Invoice.Currency"/> (the BNR rate), for BT-111.
    /// Without it a BT-111 already on the invoice is kept.
    /// </param>
    /// <exception cref="OverflowException">Values beyond <see cref="Tax.Money.Limit"/>.</exception>
    public static Invoice Calculate(Invoice invoice, decimal? exchangeRate = null)
    {
        ArgumentNullException.ThrowIfNull(invoice);
        var withLines = invoice with { Lines = Lines(invoice.Lines), AllowanceCharges = Treatments(invoice.AllowanceCharges) };
        var withVat = withLines with { VatBreakdown = VatCalculation.Breakdown(withLines) };
        return withVat with { Totals = TotalsCalculation.Totals(withVat, exchangeRate) };
    }

    /// <summary>
    /// Compares the amounts on an invoice with what they should be, each from the amounts it is directly made of, so that one
    /// wrong figure is reported once and not in every total after it. Empty when everything adds up.
    /// </summary>
    public static IReadOnlyList<AmountDifference> Check(Invoice invoice)
    {
        ArgumentNullException.ThrowIfNull(invoice);
        try
        {
            return AmountCheck.Differences(invoice);
        }
        catch (OverflowException)
        {
            return [new AmountDifference(null, "BG-25", "Lines", 0m, 0m, "amounts too large to compute with")];
        }
    }

    private static ValueList<InvoiceLine> Lines(ValueList<InvoiceLine> lines)
    {
        var result = new InvoiceLine[lines.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var line = lines[i];
            result[i] = line with { NetAmount = LineCalculation.NetAmount(line), Vat = VatCalculation.Normalised(line.Vat) };
        }

        return new ValueList<InvoiceLine>(result);
    }

    private static ValueList<AllowanceCharge> Treatments(ValueList<AllowanceCharge> items)
    {
        if (items.Count == 0)
            return items;
        var result = items.ToArray();
        for (var i = 0; i < result.Length; i++)
        {
            if (result[i].Vat is { } vat)
                result[i] = result[i] with { Vat = VatCalculation.Normalised(vat) };
        }

        return new ValueList<AllowanceCharge>(result);
    }
}
