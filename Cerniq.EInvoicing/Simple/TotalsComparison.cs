using Cerniq.EInvoicing.Calculation;
using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Simple;

/// <summary>Compares the amounts the sender computed with the calculated ones: the customer may already have seen the sender's.</summary>
internal static class TotalsComparison
{
    public static void Compare(SimpleInvoice given, Invoice calculated, FieldLog log)
    {
        for (var i = 0; i < given.Lines.Count; i++)
            Compare(given.Lines[i].Total, calculated.Lines[i].NetAmount, $"lines[{i}].total", LineCalculation.Arithmetic(calculated.Lines[i]), log);
        var totals = calculated.Totals!;
        var vat = totals.Vat ?? 0m;
        var rows = string.Join(" + ", calculated.VatBreakdown.Select(row => $"{row.TaxableAmount:0.00} × {row.Vat.Rate ?? 0m:0.##} %"));
        Compare(given.Total, totals.WithoutVat, "total", $"{totals.LineNet:0.00} - {totals.Allowances ?? 0m:0.00} + {totals.Charges ?? 0m:0.00} = {totals.WithoutVat:0.00}", log);
        Compare(given.VatTotal, vat, "vat_total", $"{rows} = {vat:0.00}", log);
        Compare(given.GrandTotal, totals.WithVat, "grand_total", $"{totals.WithoutVat:0.00} + {vat:0.00} = {totals.WithVat:0.00}", log);
    }

    private static void Compare(decimal? stated, decimal computed, string field, string arithmetic, FieldLog log)
    {
        if (stated is { } value && value != computed)
            log.Problem(field, $"{value:0.00} nu se potrivește: {arithmetic}", $"{value:0.00} does not add up: {arithmetic}");
    }
}
