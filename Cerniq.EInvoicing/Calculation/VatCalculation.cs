using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;

namespace Cerniq.EInvoicing.Calculation;

/// <summary>The VAT breakdown (BG-23): VAT is computed on the sum of a category and rate, never line by line.</summary>
public static class VatCalculation
{
    /// <summary>
    /// One row for each category and rate, in the order they first appear. Reasons come from the rows already on the
    /// invoice; a category that explains itself (AE, K, G, O) gets its VATEX code.
    /// </summary>
    /// <exception cref="OverflowException">Values beyond <see cref="Money.Limit"/>.</exception>
    public static ValueList<VatSubtotal> Breakdown(Invoice invoice)
    {
        ArgumentNullException.ThrowIfNull(invoice);
        var groups = TaxableAmounts(invoice);
        var rows = new VatSubtotal[groups.Count];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = Row(groups[i].Vat, groups[i].Taxable, invoice.VatBreakdown);
        return new ValueList<VatSubtotal>(rows);
    }

    /// <summary>The VAT of a row: zero without a rate.</summary>
    internal static decimal Tax(VatTreatment vat, decimal taxable) => vat.Rate is { } rate ? Money.Vat(taxable, rate) : 0m;

    /// <summary>What each category and rate adds up to: lines, plus document charges, minus document allowances.</summary>
    internal static List<(VatTreatment Vat, decimal Taxable)> TaxableAmounts(Invoice invoice)
    {
        var groups = new List<(VatTreatment Vat, decimal Taxable)>(2);
        foreach (var line in invoice.Lines)
            Add(groups, Normalised(line.Vat), line.NetAmount);
        foreach (var item in invoice.AllowanceCharges)
        {
            if (item.Vat is not null)
                Add(groups, Normalised(item.Vat), item.IsCharge ? item.Amount : -item.Amount);
        }

        return groups;
    }

    /// <summary>Category O has no rate; Z, E, AE, K and G have rate zero.</summary>
    internal static VatTreatment Normalised(VatTreatment vat)
    {
        if (vat.Category == VatCategory.O)
            return vat.Rate is null ? vat : VatTreatment.OutOfScope;
        return vat.Rate is null && vat.Category.RateIsZero() ? vat with { Rate = 0m } : vat;
    }

    private static void Add(List<(VatTreatment Vat, decimal Taxable)> groups, VatTreatment vat, decimal amount)
    {
        for (var i = 0; i < groups.Count; i++)
        {
            if (groups[i].Vat.Category == vat.Category && groups[i].Vat.Rate == vat.Rate)
            {
                groups[i] = (groups[i].Vat, groups[i].Taxable + amount);
                return;
            }
        }

        groups.Add((vat, amount));
    }

    private static VatSubtotal Row(VatTreatment vat, decimal taxable, ValueList<VatSubtotal> given)
    {
        var (code, reason) = Reason(vat, given);
        return new VatSubtotal
        {
            Vat = vat,
            TaxableAmount = taxable,
            TaxAmount = Tax(vat, taxable),
            ExemptionReasonCode = code,
            ExemptionReason = reason,
        };
    }

    private static (string? Code, string? Text) Reason(VatTreatment vat, ValueList<VatSubtotal> given)
    {
        if (vat.Category.ForbidsReason())
            return (null, null);
        foreach (var row in given)
        {
            if (row.Vat.Category == vat.Category && (row.ExemptionReasonCode ?? row.ExemptionReason) is not null)
                return (row.ExemptionReasonCode, row.ExemptionReason);
        }

        return (vat.Category.DefaultReasonCode(), null);
    }
}
