using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules.Vat;

/// <summary>Rules that only intra-community supplies (BR-IC-11, -12) and supplies outside the scope (BR-O-11 to -14) have.</summary>
internal static class CategorySpecialRules
{
    private static readonly ElementPath DeliveryDate = new("cac:Delivery/cbc:ActualDeliveryDate"),
        DeliveryCountry = new("cac:Delivery/cac:DeliveryLocation/cac:Address/cac:Country/cbc:IdentificationCode");

    public static void AddTo(RuleBook book)
    {
        book.Document
            .Fatal("BR-IC-11", (e, f) => !Has(f, VatCategory.IntraCommunity) || HasDeliveryTime(e), new RuleText(
                "La o livrare intracomunitară (K) lipsesc data livrării (BT-72) și perioada de facturare (BG-14).",
                "For an intra-community supply (K) both the delivery date (BT-72) and the invoicing period (BG-14) are missing.",
                "Completați cac:Delivery/cbc:ActualDeliveryDate sau cac:InvoicePeriod.",
                "Fill in cac:Delivery/cbc:ActualDeliveryDate or cac:InvoicePeriod."))
            .Fatal("BR-IC-12", (e, f) => !Has(f, VatCategory.IntraCommunity) || DeliveryCountry.Any(e, static x => XmlText.Length(x.Text) > 1), new RuleText(
                "La o livrare intracomunitară (K) lipsește țara de livrare (BT-80).",
                "For an intra-community supply (K) the country of delivery (BT-80) is missing.",
                "Completați cac:Delivery/cac:DeliveryLocation/cac:Address/cac:Country/cbc:IdentificationCode.",
                "Fill in cac:Delivery/cac:DeliveryLocation/cac:Address/cac:Country/cbc:IdentificationCode."))
            .Fatal("BR-O-11", (_, f) => !Has(f, VatCategory.OutsideScope) || f.Vat.OtherThanO == 0, Alone("o altă grupă în defalcarea TVA", "another group in the VAT breakdown"))
            .Fatal("BR-O-12", (_, f) => !Has(f, VatCategory.OutsideScope) || f.Vat.OtherThanOInLines == 0, Alone("o linie cu altă categorie", "a line of another category"))
            .Fatal("BR-O-13", (_, f) => !Has(f, VatCategory.OutsideScope) || f.Vat.OtherThanOInAllowances == 0, Alone("o deducere cu altă categorie", "an allowance of another category"))
            .Fatal("BR-O-14", (_, f) => !Has(f, VatCategory.OutsideScope) || f.Vat.OtherThanOInCharges == 0, Alone("o taxă suplimentară cu altă categorie", "a charge of another category"));
    }

    private static bool Has(Facts facts, int category) => facts.Vat.Use(category).BreakdownVat > 0;

    private static bool HasDeliveryTime(Element document)
    {
        if (DeliveryDate.Any(document, static x => XmlText.Length(x.Text) > 1))
            return true;
        foreach (var period in document.Children(Ubl.InvoicePeriod))
            if (period.HasChildren)
                return true;
        return false;
    }

    private static RuleText Alone(string ro, string en) => new(
        $"Factura este în afara sferei TVA (O), dar are {ro}.",
        $"The invoice is outside the scope of VAT (O), but has {en}.",
        "Categoria O nu se amestecă cu altele: emiteți facturi separate.",
        "Category O is not mixed with others: issue separate invoices.");
}
