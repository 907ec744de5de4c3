using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Ubl.Limits;

/// <summary>One line.</summary>
internal static class LineLimits
{
    private const int MaxAttributes = 50;

    public static void Check(InvoiceLine line, int index, ProblemCollector found)
    {
        var place = new Place("Lines", index);
        found.Required(line.Id, "BT-126", place, "Id");
        found.Text(line.Note, 300, "BT-127", "BR-RO-L303", place, "Note");
        found.Identifier(line.ObjectId, "BT-128", place, "ObjectId");
        found.Number(line.Quantity, "BT-129", place, "Quantity");
        found.Required(line.UnitCode, int.MaxValue, "BT-130", "BR-23", place, "UnitCode");
        found.Amount(line.NetAmount, "BT-131", place, "NetAmount");
        found.Text(line.OrderLine, "BT-132", place, "OrderLine");
        found.Text(line.AccountingCost, 100, "BT-133", "BR-RO-L1021", place, "AccountingCost");
        InvoiceLimits.CheckPeriod(line.Period, "BG-26", place, "Period", found);
        for (var i = 0; i < line.AllowanceCharges.Count; i++)
            CheckAllowanceCharge(line.AllowanceCharges[i], place, found);
        TotalsLimits.CheckTreatment(line.Vat, "BT-152", place, found);
        CheckPrice(line, place, found);
        CheckItem(line.Item, new Place("Lines", index, "Item"), found);
    }

    private static void CheckAllowanceCharge(AllowanceCharge item, Place line, ProblemCollector found)
    {
        var place = line with { Part = "AllowanceCharges" };
        TotalsLimits.CheckAllowanceCharge(item, onLine: true, place, found);
        found.Require(item.Vat is null, ProblemKind.NotAllowed, item.IsCharge ? "BG-28" : "BG-27", place, "Vat", null,
            "o reducere pe linie are TVA-ul liniei", "an allowance of a line bears the line's VAT");
    }

    private static void CheckPrice(InvoiceLine line, Place place, ProblemCollector found)
    {
        var price = line.Price;
        found.Number(price.Net, "BT-146", place, "Price.Net");
        found.Require(price.Net >= 0m, ProblemKind.NotAllowed, "BT-146", place, "Price.Net", "BR-27",
            "prețul nu poate fi negativ: la storno cantitatea este negativă", "a price cannot be negative: a storno has a negative quantity");
        found.Number(price.Gross, "BT-148", place, "Price.Gross");
        found.Require(price.Gross is null or >= 0m, ProblemKind.NotAllowed, "BT-148", place, "Price.Gross", "BR-28",
            "prețul brut nu poate fi negativ", "a gross price cannot be negative");
        found.Number(price.Discount, "BT-147", place, "Price.Discount");
        found.Require(price.Gross is null || price.Discount is not null, ProblemKind.Missing, "BT-147", place, "Price.Discount", null,
            "prețul brut se scrie numai cu reducerea lui", "a gross price is written only with its discount");
        found.Number(price.BaseQuantity, "BT-149", place, "Price.BaseQuantity");
        found.Require(price.BaseQuantity is null or > 0m, ProblemKind.NotAllowed, "BT-149", place, "Price.BaseQuantity", null,
            "cantitatea de bază este mai mare decât zero", "a base quantity is greater than zero");
        found.Text(price.BaseQuantityUnit, "BT-150", place, "Price.BaseQuantityUnit");
        found.Require(price.BaseQuantityUnit is null || price.BaseQuantity is not null, ProblemKind.Missing, "BT-149", place, "Price.BaseQuantity", null,
            "unitatea fără cantitatea de bază nu se poate scrie", "a unit without its base quantity cannot be written");
    }

    private static void CheckItem(Item item, Place place, ProblemCollector found)
    {
        found.Required(item.Name, 100, "BT-153", "BR-RO-L1024", place, "Name");
        found.Text(item.Description, 200, "BT-154", "BR-RO-L212", place, "Description");
        found.Text(item.SellerId, "BT-155", place, "SellerId");
        found.Text(item.BuyerId, "BT-156", place, "BuyerId");
        found.Identifier(item.StandardId, "BT-157", place, "StandardId");
        found.Text(item.OriginCountry, "BT-159", place, "OriginCountry");
        foreach (var classification in item.Classifications)
        {
            found.Required(classification.Code, "BT-158", place, "Classifications.Code");
            found.Required(classification.ListId, int.MaxValue, "BT-158", "BR-65", place, "Classifications.ListId");
            found.Text(classification.ListVersion, "BT-158", place, "Classifications.ListVersion");
        }

        found.Count(item.Attributes.Count, MaxAttributes, "BG-32", "BR-RO-A052", place, "Attributes");
        foreach (var attribute in item.Attributes)
        {
            found.Required(attribute.Name, 50, "BT-160", "BR-RO-L0505", place, "Attributes.Name");
            found.Required(attribute.Value, 100, "BT-161", "BR-RO-L1025", place, "Attributes.Value");
        }
    }
}
