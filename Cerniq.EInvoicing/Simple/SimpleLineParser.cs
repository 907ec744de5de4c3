namespace Cerniq.EInvoicing.Simple;

/// <summary>The lines, discounts and charges.</summary>
internal static class SimpleLineParser
{
    public static SimpleLine Line(JsonValue value, string path, FieldLog log)
    {
        var fields = new FieldReader(value, path, log);
        var line = new SimpleLine
        {
            Id = fields.Text("id"),
            Name = fields.Text("name"),
            Description = fields.Text("description"),
            Quantity = fields.Decimal("quantity"),
            Unit = fields.Text("unit"),
            UnitPrice = fields.Decimal("unit_price"),
            PriceBaseQuantity = fields.Decimal("price_base_quantity"),
            Discount = fields.Decimal("discount"),
            DiscountPercent = fields.Decimal("discount_percent"),
            VatRate = fields.Decimal("vat_rate"),
            VatCategory = fields.Text("vat_category"),
            VatExemptionReason = fields.Text("vat_exemption_reason"),
            VatExemptionCode = fields.Text("vat_exemption_code"),
            Sku = fields.Text("sku"),
            Gtin = fields.Text("gtin"),
            Cpv = fields.Text("cpv"),
            Nc8 = fields.Text("nc8"),
            Note = fields.Text("note"),
            Total = fields.Decimal("total"),
        };
        fields.WarnAboutOthers();
        return line;
    }

    public static SimpleAdjustment Adjustment(JsonValue value, string path, FieldLog log)
    {
        var fields = new FieldReader(value, path, log);
        var adjustment = new SimpleAdjustment
        {
            Amount = fields.Decimal("amount"),
            Reason = fields.Text("reason"),
            ReasonCode = fields.Text("reason_code"),
            VatRate = fields.Decimal("vat_rate"),
            VatCategory = fields.Text("vat_category"),
        };
        fields.WarnAboutOthers();
        return adjustment;
    }
}
