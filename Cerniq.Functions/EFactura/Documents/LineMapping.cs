using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;
using Cerniq.Functions.Oblio;

namespace Cerniq.Functions.EFactura;

/// <summary>Lines of an issued invoice as lines of an e-invoice.</summary>
/// <param name="sign">-1 turns a storno's negative quantities into the positive ones of a credit note.</param>
internal sealed class LineMapping(VatMapping vat, int sign, MappingProblems problems)
{
    private const int MaxName = 100;
    private const string DiscountCode = "95";

    public InvoiceLine Map(InvoiceLineRecord line, int index)
    {
        var (unit, isExact) = UnitCodes.Of(line.Unit);
        return new InvoiceLine
        {
            Id = (index + 1).ToString(),
            Quantity = sign * line.Quantity,
            UnitCode = unit,
            Note = isExact ? null : $"UM: {line.Unit}",
            Price = new Price(line.UnitPrice),
            AllowanceCharges = Discount(line, index),
            Vat = vat.For(line.VatRate, index),
            Item = ItemOf(line),
        };
    }

    /// <summary>The discount is what lies between quantity times price and the amount that was invoiced, to the last ban.</summary>
    private ValueList<AllowanceCharge> Discount(InvoiceLineRecord line, int index)
    {
        var gross = Money.Round(line.Quantity * line.UnitPrice);
        var discount = gross - line.NetAmount;
        if (discount == 0)
        {
            return [];
        }

        if (Math.Abs(discount - line.DiscountAmount) > 0.01m * Math.Max(1, Math.Abs(line.Quantity)) || line.DiscountAmount == 0)
        {
            problems.Add(
                "BT-131",
                $"lines[{index}].netAmount",
                $"{line.Quantity:0.######} × {line.UnitPrice:0.######} − {line.DiscountAmount:0.00} is {gross - line.DiscountAmount:0.00}, but the invoice says {line.NetAmount:0.00}.",
                "Correct the line's quantity, price or discount.");
        }

        return
        [
            new AllowanceCharge
            {
                Amount = sign * discount,
                BaseAmount = sign * gross,
                Percentage = line.Discount == 0 ? null : line.Discount,
                ReasonCode = DiscountCode,
                Reason = "Discount",
            },
        ];
    }

    /// <summary>A name that is too long for BT-153 stands whole in the description (BT-154).</summary>
    private static Item ItemOf(InvoiceLineRecord line)
    {
        var description = string.IsNullOrWhiteSpace(line.Description) ? null : line.Description;
        return new Item
        {
            Name = line.Name.Length <= MaxName ? line.Name : line.Name[..MaxName].TrimEnd(),
            Description = line.Name.Length <= MaxName ? description : description is null ? line.Name : $"{line.Name}. {description}",
            SellerId = string.IsNullOrWhiteSpace(line.Sku) ? null : line.Sku,
        };
    }
}
