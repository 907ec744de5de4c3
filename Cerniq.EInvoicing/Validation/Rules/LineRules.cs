using Cerniq.EInvoicing.Validation.Rules.Vat;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>Lines and their prices (BG-25, BG-29).</summary>
internal static class LineRules
{
    private static readonly ElementPath Price = new("cac:Price/cbc:PriceAmount"), GrossPrice = new("cac:Price/cac:AllowanceCharge/cbc:BaseAmount"),
        PriceAllowance = new("cac:Price/cac:AllowanceCharge/cbc:Amount"), LineReference = new("cac:OrderLineReference/cbc:LineID");

    public static void AddTo(RuleBook book)
    {
        var lines = book.Context([Ubl.InvoiceLine, Ubl.CreditNoteLine]);
        Content(book, lines);
        Prices(book, lines);
        Once(book, lines);
    }

    public static bool IsLine(Element element) => element.Name == Ubl.InvoiceLine || element.Name == Ubl.CreditNoteLine;

    private static void Content(RuleBook book, RuleContext lines) => lines
        .Fatal("BR-21", Present.NotBlank(book, "cbc:ID"), Present.Missing("numărul liniei (BT-126)", "the line's identifier (BT-126)", "cbc:ID"))
        .Fatal("BR-22", e => e.Has(Ubl.InvoicedQuantity) || e.Has(Ubl.CreditedQuantity),
            Present.Missing("cantitatea facturată (BT-129)", "the invoiced quantity (BT-129)", "cbc:InvoicedQuantity / cbc:CreditedQuantity"))
        .Fatal("BR-23", HasUnit, Present.Missing("unitatea de măsură (BT-130)", "the unit of measure (BT-130)", "@unitCode"))
        .Fatal("BR-24", e => e.Has(Ubl.LineExtensionAmount),
            Present.Missing("valoarea netă a liniei (BT-131)", "the line's net amount (BT-131)", "cbc:LineExtensionAmount"))
        .Fatal("BR-25", Present.NotBlank(book, "cac:Item/cbc:Name"),
            Present.Missing("numele articolului (BT-153)", "the item's name (BT-153)", "cac:Item/cbc:Name"))
        .Fatal("BR-26", Price.In, Present.Missing("prețul net al articolului (BT-146)", "the item's net price (BT-146)", "cac:Price/cbc:PriceAmount"))
        .Fatal("BR-CO-04", HasVatCategory, Present.Missing(
            "categoria de TVA a liniei (BT-151)", "the line's VAT category (BT-151)", "cac:Item/cac:ClassifiedTaxCategory/cbc:ID (cac:TaxScheme/cbc:ID = VAT)"))
        .TwoDecimals("BR-DEC-23", Ubl.LineExtensionAmount, "valoarea netă a liniei (BT-131)", "the line's net amount (BT-131)");

    private static void Prices(RuleBook book, RuleContext lines)
    {
        lines.Fatal("BR-28", e => !GrossPrice.In(e) || GrossPrice.Any(e, Number.IsNotNegative), Negative(
            "prețul brut al articolului (BT-148)", "the item's gross price (BT-148)"));
        var net = Negative("prețul net al articolului (BT-146)", "the item's net price (BT-146)");
        if (book.IsRo)
            book.Context(Ubl.PriceAmount).Fatal("BR-27", (e, _) => Number.IsNotNegative(e), (e, _) => new Finding("≥ 0", e.ToString()), net);
        else
            lines.Fatal("BR-27", e => Price.Any(e, Number.IsNotNegative), net);
    }

    private static RuleText Negative(string ro, string en) => new(
        $"{Lengths.Upper(ro)} este negativ.",
        $"{Lengths.Upper(en)} is negative.",
        "Scrieți prețul fără minus și puneți minusul la cantitate.",
        "Write the price without a minus, and put the minus on the quantity.");

    private static void Once(RuleBook book, RuleContext lines)
    {
        lines
            .Fatal("UBL-SR-34", e => e.Count(Ubl.Note) <= 1, Repeated.Text("nota liniei (BT-127)", "the line's note (BT-127)"))
            .Fatal("UBL-SR-35", e => LineReference.CountIn(e) <= 1, Repeated.Text("referința la linia comenzii (BT-132)", "the order line reference (BT-132)"))
            .Fatal("UBL-SR-36", e => e.Count(Ubl.InvoicePeriod) <= 1, Repeated.Text("perioada liniei (BG-26)", "the line's period (BG-26)"))
            .Fatal("UBL-SR-37", e => PriceAllowance.CountIn(e) <= 1, Repeated.Text("reducerea prețului (BT-147)", "the price discount (BT-147)"))
            .Fatal("UBL-SR-48", e => e.Child(Ubl.Item).Count(Ubl.ClassifiedTaxCategory) == 1, new RuleText(
                "O linie trebuie să aibă exact o categorie de TVA (BG-30).",
                "A line must have exactly one VAT category (BG-30).",
                "Lăsați un singur cac:Item/cac:ClassifiedTaxCategory.",
                "Leave one cac:Item/cac:ClassifiedTaxCategory."))
            .Fatal("UBL-SR-50", e => e.Child(Ubl.Item).Count(Ubl.Description) <= 1, Repeated.Text("descrierea articolului (BT-154)", "the item's description (BT-154)"));
        if (!book.IsRo)
            lines.Fatal("UBL-SR-52", e => e.Count(Ubl.DocumentReference) <= 1, Repeated.Text(
                "identificatorul obiectului liniei (BT-128)", "the line's object identifier (BT-128)"));
    }

    private static bool HasUnit(Element line) =>
        line.Child(Ubl.InvoicedQuantity).HasAttribute(AttributeNames.UnitCode) || line.Child(Ubl.CreditedQuantity).HasAttribute(AttributeNames.UnitCode);

    private static bool HasVatCategory(Element line)
    {
        foreach (var category in line.Child(Ubl.Item).Children(Ubl.ClassifiedTaxCategory))
            if (category.Has(Ubl.Id) && VatCategory.IsVat(category))
                return true;
        return false;
    }
}
