using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Ubl.Writing;

/// <summary>The lines.</summary>
internal static class LineWriter
{
    public static void Write(Utf8XmlBuffer xml, InvoiceLine line, bool creditNote, byte[] currency)
    {
        xml.Open(creditNote ? "cac:CreditNoteLine"u8 : "cac:InvoiceLine"u8);
        xml.Text("cbc:ID"u8, line.Id);
        xml.Text("cbc:Note"u8, line.Note);
        xml.Quantity(creditNote ? "cbc:CreditedQuantity"u8 : "cbc:InvoicedQuantity"u8, line.Quantity, line.UnitCode);
        xml.Amount("cbc:LineExtensionAmount"u8, line.NetAmount, currency);
        xml.Text("cbc:AccountingCost"u8, line.AccountingCost);
        HeaderWriter.WritePeriod(xml, line.Period, null);
        if (!XmlWhitespace.IsBlank(line.OrderLine))
        {
            xml.Open("cac:OrderLineReference"u8);
            xml.Text("cbc:LineID"u8, line.OrderLine);
            xml.Close("cac:OrderLineReference"u8);
        }

        if (line.ObjectId is { } objectId)
            HeaderWriter.TypedReference(xml, "cac:DocumentReference"u8, objectId, "130");
        foreach (var item in line.AllowanceCharges)
            TotalsWriter.WriteAllowanceCharge(xml, item, currency);
        WriteItem(xml, line.Item, line.Vat);
        WritePrice(xml, line.Price, currency);
        xml.Close(creditNote ? "cac:CreditNoteLine"u8 : "cac:InvoiceLine"u8);
    }

    private static void WriteItem(Utf8XmlBuffer xml, Item item, VatTreatment vat)
    {
        xml.Open("cac:Item"u8);
        xml.Text("cbc:Description"u8, item.Description);
        xml.Text("cbc:Name"u8, item.Name);
        Identification(xml, "cac:BuyersItemIdentification"u8, item.BuyerId, null);
        Identification(xml, "cac:SellersItemIdentification"u8, item.SellerId, null);
        Identification(xml, "cac:StandardItemIdentification"u8, item.StandardId?.Value, item.StandardId?.SchemeId);
        if (!XmlWhitespace.IsBlank(item.OriginCountry))
        {
            xml.Open("cac:OriginCountry"u8);
            xml.Text("cbc:IdentificationCode"u8, item.OriginCountry);
            xml.Close("cac:OriginCountry"u8);
        }

        foreach (var classification in item.Classifications)
            WriteClassification(xml, classification);
        TotalsWriter.WriteCategory(xml, "cac:ClassifiedTaxCategory"u8, vat, null, null);
        foreach (var attribute in item.Attributes)
        {
            xml.Open("cac:AdditionalItemProperty"u8);
            xml.Text("cbc:Name"u8, attribute.Name);
            xml.Text("cbc:Value"u8, attribute.Value);
            xml.Close("cac:AdditionalItemProperty"u8);
        }

        xml.Close("cac:Item"u8);
    }

    private static void WriteClassification(Utf8XmlBuffer xml, Classification classification)
    {
        xml.Open("cac:CommodityClassification"u8);
        xml.Text("cbc:ItemClassificationCode"u8, classification.Code, "listID"u8, classification.ListId, "listVersionID"u8, classification.ListVersion);
        xml.Close("cac:CommodityClassification"u8);
    }

    private static void WritePrice(Utf8XmlBuffer xml, Price price, byte[] currency)
    {
        xml.Open("cac:Price"u8);
        xml.Number("cbc:PriceAmount"u8, price.Net, currency);
        if (price.BaseQuantity is { } baseQuantity)
            xml.Quantity("cbc:BaseQuantity"u8, baseQuantity, price.BaseQuantityUnit);
        if (price.Discount is { } discount)
        {
            xml.Open("cac:AllowanceCharge"u8);
            xml.Text("cbc:ChargeIndicator"u8, "false");
            xml.Number("cbc:Amount"u8, discount, currency);
            if (price.Gross is { } gross)
                xml.Number("cbc:BaseAmount"u8, gross, currency);
            xml.Close("cac:AllowanceCharge"u8);
        }

        xml.Close("cac:Price"u8);
    }

    private static void Identification(Utf8XmlBuffer xml, ReadOnlySpan<byte> name, string? id, string? schemeId)
    {
        if (XmlWhitespace.IsBlank(id))
            return;
        xml.Open(name);
        xml.Text("cbc:ID"u8, id, "schemeID"u8, schemeId);
        xml.Close(name);
    }
}
