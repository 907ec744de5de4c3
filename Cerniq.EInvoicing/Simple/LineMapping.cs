using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;

namespace Cerniq.EInvoicing.Simple;

/// <summary>Lines, discounts and charges.</summary>
internal sealed class LineMapping(VatChoice vat, FieldLog log)
{
    private const string DiscountCode = "95"; // UNTDID 5189: discount
    private const string ChargeCode = "ABK"; // UNTDID 7161: miscellaneous

    public InvoiceLine Map(SimpleLine line, int index)
    {
        var path = $"lines[{index}]";
        var quantity = Required(line.Quantity, path + ".quantity");
        var price = Required(line.UnitPrice, path + ".unit_price");
        if (price < 0m)
            log.Problem(path + ".unit_price", "prețul nu poate fi negativ (BR-27): puneți minus la cantitate", "a price cannot be negative (BR-27): make the quantity negative");
        return new InvoiceLine
        {
            Id = line.Id ?? $"{index + 1}",
            Note = line.Note,
            Quantity = quantity,
            UnitCode = Unit(line.Unit, path),
            Price = new Price(price) { BaseQuantity = line.PriceBaseQuantity },
            AllowanceCharges = Discount(line, quantity, price, path),
            Vat = vat.Of(line, path),
            Item = Item(line, path),
        };
    }

    public AllowanceCharge Map(SimpleAdjustment adjustment, bool isCharge, IReadOnlyList<InvoiceLine> lines, string path)
    {
        var amount = Required(adjustment.Amount, path + ".amount");
        if (!Money.HasTwoDecimals(amount))
            log.Problem(path + ".amount", "are mai mult de două zecimale", "has more than two decimals");
        return new AllowanceCharge
        {
            IsCharge = isCharge,
            Amount = amount,
            Reason = adjustment.Reason,
            ReasonCode = adjustment.ReasonCode ?? (isCharge ? ChargeCode : DiscountCode),
            Vat = vat.Of(adjustment, lines, path),
        };
    }

    private ValueList<AllowanceCharge> Discount(SimpleLine line, decimal quantity, decimal price, string path)
    {
        if (line.Discount is { } amount && line.DiscountPercent is not null)
            log.Problem(path + ".discount_percent", "dați reducerea ca sumă sau ca procent, nu amândouă", "give the discount as an amount or as a percentage, not both");
        else if (line.Discount is { } given && given != 0m)
            return [AmountOff(given, path)];
        else if (line.DiscountPercent is { } percent && percent != 0m)
            return [PercentOff(percent, quantity, price, line.PriceBaseQuantity, path)];
        return [];
    }

    private AllowanceCharge AmountOff(decimal amount, string path)
    {
        if (!Money.HasTwoDecimals(amount))
            log.Problem(path + ".discount", "are mai mult de două zecimale", "has more than two decimals");
        return new AllowanceCharge { Amount = amount, ReasonCode = DiscountCode };
    }

    private AllowanceCharge PercentOff(decimal percent, decimal quantity, decimal price, decimal? baseQuantity, string path)
    {
        if (percent is < 0m or > 100m)
            log.Problem(path + ".discount_percent", "un procent este între 0 și 100", "a percentage is between 0 and 100");
        var gross = Money.Round(quantity * price / (baseQuantity is null or 0m ? 1m : baseQuantity.Value));
        return new AllowanceCharge
        {
            Amount = Money.Round(gross * Math.Clamp(percent, 0m, 100m) / 100m),
            BaseAmount = gross,
            Percentage = percent,
            ReasonCode = DiscountCode,
        };
    }

    private string Unit(string? unit, string path)
    {
        if (unit is null)
            return UnitCodes.Piece;
        if (UnitCodes.Find(unit) is { } code)
            return code;
        log.Warning(path + ".unit", $"unitatea „{unit}” nu are un cod cunoscut; scrisă C62 (unitate)", $"the unit '{unit}' has no known code; written as C62 (one)");
        return UnitCodes.One;
    }

    private Item Item(SimpleLine line, string path)
    {
        var name = line.Name ?? line.Description;
        if (name is null)
            log.Problem(path + ".name", "lipsește denumirea articolului", "the name of the item is missing");
        var classifications = new List<Classification>(2);
        if (line.Cpv is not null)
            classifications.Add(new Classification(line.Cpv, "STI"));
        if (line.Nc8 is not null)
            classifications.Add(new Classification(line.Nc8, "HS"));
        return new Item
        {
            Name = name ?? string.Empty,
            Description = line.Name is null ? null : line.Description,
            SellerId = line.Sku,
            StandardId = line.Gtin is null ? null : new Identifier(line.Gtin, "0160"),
            Classifications = classifications.ToValueList(),
        };
    }

    private decimal Required(decimal? value, string field)
    {
        if (value is null)
            log.Problem(field, "lipsește", "is missing");
        return value ?? 0m;
    }
}
