using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;

namespace Cerniq.EInvoicing.Calculation;

/// <summary>Finds the amounts that do not follow from those they are made of.</summary>
internal static class AmountCheck
{
    private const int ShownTerms = 6;

    public static List<AmountDifference> Differences(Invoice invoice)
    {
        var found = new List<AmountDifference>();
        CheckLines(invoice, found);
        CheckBreakdown(invoice, found);
        if (invoice.Totals is { } totals)
            CheckTotals(invoice, totals, found);
        return found;
    }

    private static void CheckLines(Invoice invoice, List<AmountDifference> found)
    {
        for (var i = 0; i < invoice.Lines.Count; i++)
        {
            var line = invoice.Lines[i];
            var computed = LineCalculation.NetAmount(line);
            if (computed != line.NetAmount)
                found.Add(new(null, "BT-131", $"Lines[{i}].NetAmount", line.NetAmount, computed, LineCalculation.Arithmetic(line)));
        }
    }

    private static void CheckBreakdown(Invoice invoice, List<AmountDifference> found)
    {
        foreach (var (vat, taxable) in VatCalculation.TaxableAmounts(invoice))
        {
            var row = invoice.VatBreakdown.FirstOrDefault(row => row.Vat.Category == vat.Category && (row.Vat.Rate ?? 0m) == (vat.Rate ?? 0m));
            if ((row?.TaxableAmount ?? 0m) != taxable)
                found.Add(new(TaxableRule(vat.Category), "BT-116", $"VatBreakdown[{Name(vat)}].TaxableAmount", row?.TaxableAmount ?? 0m, taxable, Taxable(invoice, vat, taxable)));
        }

        foreach (var row in invoice.VatBreakdown)
        {
            var tax = VatCalculation.Tax(row.Vat, row.TaxableAmount);
            if (row.TaxAmount != tax)
                found.Add(new("BR-CO-17", "BT-117", $"VatBreakdown[{Name(row.Vat)}].TaxAmount", row.TaxAmount, tax, $"{row.TaxableAmount:0.00} × {row.Vat.Rate ?? 0m:0.##} % = {tax:0.00}"));
        }
    }

    private static void CheckTotals(Invoice invoice, DocumentTotals totals, List<AmountDifference> found)
    {
        void Compare(string rule, string term, string name, decimal stated, decimal computed, string arithmetic)
        {
            if (stated != computed)
                found.Add(new(rule, term, "Totals." + name, stated, computed, $"{arithmetic} = {computed:0.00}"));
        }

        var allowances = TotalsCalculation.Sum(invoice.AllowanceCharges, charges: false) ?? 0m;
        var charges = TotalsCalculation.Sum(invoice.AllowanceCharges, charges: true) ?? 0m;
        var statedAllowances = totals.Allowances ?? 0m;
        var statedCharges = totals.Charges ?? 0m;
        var vat = totals.Vat ?? 0m;
        Compare("BR-CO-10", "BT-106", "LineNet", totals.LineNet, TotalsCalculation.LineNet(invoice), Joined(invoice.Lines.Select(line => line.NetAmount)));
        Compare("BR-CO-11", "BT-107", "Allowances", statedAllowances, allowances, Joined(Amounts(invoice, charges: false)));
        Compare("BR-CO-12", "BT-108", "Charges", statedCharges, charges, Joined(Amounts(invoice, charges: true)));
        Compare("BR-CO-13", "BT-109", "WithoutVat", totals.WithoutVat, totals.LineNet - statedAllowances + statedCharges, $"{totals.LineNet:0.00} - {statedAllowances:0.00} + {statedCharges:0.00}");
        Compare("BR-CO-14", "BT-110", "Vat", vat, TotalsCalculation.Vat(invoice), Joined(invoice.VatBreakdown.Select(row => row.TaxAmount)));
        Compare("BR-CO-15", "BT-112", "WithVat", totals.WithVat, totals.WithoutVat + vat, $"{totals.WithoutVat:0.00} + {vat:0.00}");
        var prepaid = invoice.PrepaidAmount ?? 0m;
        var rounding = invoice.RoundingAmount ?? 0m;
        Compare("BR-CO-16", "BT-115", "Payable", totals.Payable, totals.WithVat - prepaid + rounding, $"{totals.WithVat:0.00} - {prepaid:0.00} + {rounding:0.00}");
    }

    private static IEnumerable<decimal> Amounts(Invoice invoice, bool charges) =>
        invoice.AllowanceCharges.Where(item => item.IsCharge == charges).Select(item => item.Amount);

    private static string Taxable(Invoice invoice, VatTreatment vat, decimal taxable)
    {
        var lines = invoice.Lines.Where(line => VatCalculation.Normalised(line.Vat) == vat).Select(line => line.NetAmount);
        var adjustments = invoice.AllowanceCharges.Where(item => item.Vat is { } own && VatCalculation.Normalised(own) == vat)
            .Select(item => item.IsCharge ? item.Amount : -item.Amount);
        return $"{Joined(lines.Concat(adjustments))} = {taxable:0.00}";
    }

    private static string Joined(IEnumerable<decimal> amounts)
    {
        var all = amounts.ToList();
        if (all.Count == 0)
            return "0.00";
        var shown = string.Join(" + ", all.Take(ShownTerms).Select(amount => amount < 0m ? $"({amount:0.00})" : $"{amount:0.00}"));
        return all.Count > ShownTerms ? $"{shown} + … ({all.Count} amounts)" : shown;
    }

    private static string Name(VatTreatment vat) => vat.Rate is { } rate ? $"{vat.Category.Code()} {rate:0.##}" : vat.Category.Code();

    private static string TaxableRule(VatCategory category) => category switch
    {
        VatCategory.K => "BR-IC-08",
        VatCategory.L => "BR-AF-08",
        VatCategory.M => "BR-AG-08",
        _ => $"BR-{category.Code()}-08",
    };
}
