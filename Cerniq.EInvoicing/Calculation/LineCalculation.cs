using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;

namespace Cerniq.EInvoicing.Calculation;

/// <summary>The net amount of a line (BT-131).</summary>
public static class LineCalculation
{
    /// <summary>quantity × net price ÷ base quantity, rounded once, minus allowances, plus charges.</summary>
    /// <exception cref="OverflowException">Values beyond <see cref="Money.Limit"/>.</exception>
    public static decimal NetAmount(InvoiceLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var gross = line.Quantity * line.Price.Net;
        if (line.Price.BaseQuantity is { } baseQuantity && baseQuantity != 0m && baseQuantity != 1m)
            gross /= baseQuantity;
        return Money.Round(gross) + Adjustments(line.AllowanceCharges);
    }

    /// <summary>Charges minus allowances.</summary>
    internal static decimal Adjustments(ValueList<AllowanceCharge> allowanceCharges)
    {
        var sum = 0m;
        foreach (var item in allowanceCharges)
            sum += item.IsCharge ? item.Amount : -item.Amount;
        return sum;
    }

    /// <summary>The same calculation in figures: <c>3 × 10.5 / 1 - 2.00 = 29.50</c>.</summary>
    internal static string Arithmetic(InvoiceLine line)
    {
        var text = $"{line.Quantity} × {line.Price.Net}";
        if (line.Price.BaseQuantity is { } baseQuantity && baseQuantity != 0m && baseQuantity != 1m)
            text += $" / {baseQuantity}";
        foreach (var item in line.AllowanceCharges)
            text += $" {(item.IsCharge ? '+' : '-')} {item.Amount}";
        return $"{text} = {NetAmount(line):0.00}";
    }
}
