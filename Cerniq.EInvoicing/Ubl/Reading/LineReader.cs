using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Ubl.Reading;

/// <summary>The lines.</summary>
internal static class LineReader
{
    public static ValueList<InvoiceLine> Read(UblElement root, bool creditNote, ValueReader values)
    {
        var lines = root.Children(creditNote ? "CreditNoteLine" : "InvoiceLine");
        if (lines.Count == 0)
            values.Missing(root, creditNote ? "cac:CreditNoteLine" : "cac:InvoiceLine");
        return lines.Select(line => Line(line, creditNote ? "CreditedQuantity" : "InvoicedQuantity", values)).ToValueList();
    }

    private static InvoiceLine Line(UblElement line, string quantity, ValueReader values)
    {
        var item = line.Child("Item");
        if (item is null)
            values.Missing(line, "cac:Item");
        var category = item?.Child("ClassifiedTaxCategory");
        if (category is null)
            values.Missing(item ?? line, "cac:ClassifiedTaxCategory");
        return new InvoiceLine
        {
            Id = values.RequiredText(line, "ID"),
            Note = line.Text("Note"),
            ObjectId = ObjectId(line),
            Quantity = values.RequiredDecimal(line, quantity),
            UnitCode = line.Basic(quantity)?.Attribute("unitCode") ?? string.Empty,
            NetAmount = values.RequiredAmount(line, "LineExtensionAmount"),
            OrderLine = line.Child("OrderLineReference")?.Text("LineID"),
            AccountingCost = line.Text("AccountingCost"),
            Period = HeaderReader.ReadPeriod(line.Child("InvoicePeriod"), values),
            AllowanceCharges = TotalsReader.ReadAllowanceCharges(line, values),
            Price = ReadPrice(line, values),
            Vat = values.Treatment(category) ?? VatTreatment.OutOfScope,
            Item = item is null ? new Item { Name = string.Empty } : ReadItem(item, values),
        };
    }

    private static Identifier? ObjectId(UblElement line)
    {
        var reference = line.Children("DocumentReference").Find(document => document.Text("DocumentTypeCode") is null or "130");
        return ValueReader.Identifier(reference);
    }

    private static Price ReadPrice(UblElement line, ValueReader values)
    {
        var price = line.Child("Price");
        if (price is null)
        {
            values.Missing(line, "cac:Price");
            return new Price(0m);
        }

        var discount = price.Child("AllowanceCharge");
        discount?.Basic("ChargeIndicator");
        return new Price(values.RequiredAmount(price, "PriceAmount"))
        {
            Discount = discount is null ? null : values.Amount(discount, "Amount"),
            Gross = discount is null ? null : values.Amount(discount, "BaseAmount"),
            BaseQuantity = values.Decimal(price, "BaseQuantity"),
            BaseQuantityUnit = price.Basic("BaseQuantity")?.Attribute("unitCode"),
        };
    }

    private static Item ReadItem(UblElement item, ValueReader values) => new()
    {
        Name = values.RequiredText(item, "Name"),
        Description = item.Text("Description"),
        SellerId = item.Child("SellersItemIdentification")?.Text("ID"),
        BuyerId = item.Child("BuyersItemIdentification")?.Text("ID"),
        StandardId = ValueReader.Identifier(item.Child("StandardItemIdentification")),
        OriginCountry = item.Child("OriginCountry")?.Text("IdentificationCode"),
        Classifications = item.Children("CommodityClassification").Select(Classification).OfType<Classification>().ToValueList(),
        Attributes = item.Children("AdditionalItemProperty")
            .Select(property => new ItemAttribute(values.RequiredText(property, "Name"), values.RequiredText(property, "Value"))).ToValueList(),
    };

    private static Classification? Classification(UblElement classification)
    {
        var code = classification.Basic("ItemClassificationCode");
        return code?.TrimmedContent is { } value
            ? new Classification(value, code.Attribute("listID") ?? string.Empty, code.Attribute("listVersionID"))
            : null;
    }
}
