using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;

namespace Cerniq.EInvoicing.Calculation;

/// <summary>The document totals (BG-22), by BR-CO-10 to BR-CO-16.</summary>
internal static class TotalsCalculation
{
    public static DocumentTotals Totals(Invoice invoice, decimal? exchangeRate)
    {
        var lineNet = LineNet(invoice);
        var allowances = Sum(invoice.AllowanceCharges, charges: false);
        var charges = Sum(invoice.AllowanceCharges, charges: true);
        var withoutVat = lineNet - (allowances ?? 0m) + (charges ?? 0m);
        var vat = Vat(invoice);
        return new DocumentTotals
        {
            LineNet = lineNet,
            Allowances = allowances,
            Charges = charges,
            WithoutVat = withoutVat,
            Vat = vat,
            VatInTaxCurrency = VatInTaxCurrency(invoice, vat, exchangeRate),
            WithVat = withoutVat + vat,
            Payable = withoutVat + vat - (invoice.PrepaidAmount ?? 0m) + (invoice.RoundingAmount ?? 0m),
        };
    }

    public static decimal LineNet(Invoice invoice)
    {
        var sum = 0m;
        foreach (var line in invoice.Lines)
            sum += line.NetAmount;
        return sum;
    }

    public static decimal Vat(Invoice invoice)
    {
        var sum = 0m;
        foreach (var row in invoice.VatBreakdown)
            sum += row.TaxAmount;
        return sum;
    }

    /// <summary>Null when there is none, because an absent total and a zero total are written differently.</summary>
    public static decimal? Sum(ValueList<AllowanceCharge> items, bool charges)
    {
        decimal? sum = null;
        foreach (var item in items)
        {
            if (item.IsCharge == charges)
                sum = (sum ?? 0m) + item.Amount;
        }

        return sum;
    }

    private static decimal? VatInTaxCurrency(Invoice invoice, decimal vat, decimal? exchangeRate)
    {
        if (invoice.TaxCurrency is null || invoice.TaxCurrency == invoice.Currency)
            return null;
        return exchangeRate is { } rate ? Money.Round(vat * rate) : invoice.Totals?.VatInTaxCurrency;
    }
}
