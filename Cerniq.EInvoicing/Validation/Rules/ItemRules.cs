using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>Items: attributes, classification, standard identifier (BG-31, BG-32).</summary>
internal static class ItemRules
{
    public static void AddTo(RuleBook book)
    {
        book.Context(Ubl.AdditionalItemProperty).Fatal("BR-54", e => e.Has(Ubl.Name) && e.Has(Ubl.Value), new RuleText(
            "Un atribut al articolului (BG-32) nu are și nume (BT-160), și valoare (BT-161).",
            "An item attribute (BG-32) does not have both a name (BT-160) and a value (BT-161).",
            "Completați cbc:Name și cbc:Value.",
            "Fill in cbc:Name and cbc:Value."));
        book.Below(Ubl.CommodityClassification, Ubl.ItemClassificationCode, OfLineItem).Fatal(
            "BR-65", e => e.HasAttribute(AttributeNames.ListId), new RuleText(
                "Codul de clasificare a articolului (BT-158) nu spune din ce listă este.",
                "The item's classification code (BT-158) does not say which list it is from.",
                "Adăugați atributul listID, de exemplu STI pentru CPV.",
                "Add the attribute listID, for instance STI for CPV."));
        book.Below(Ubl.StandardItemIdentification, Ubl.Id, OfLineItem).Fatal(
            "BR-64", e => e.HasAttribute(AttributeNames.SchemeId), new RuleText(
                "Identificatorul standard al articolului (BT-157) nu spune după ce schemă este.",
                "The item's standard identifier (BT-157) does not say which scheme it follows.",
                "Adăugați atributul schemeID, de exemplu 0160 pentru GTIN.",
                "Add the attribute schemeID, for instance 0160 for a GTIN."));
    }

    private static bool OfLineItem(Element element) =>
        element.Parent.Parent.Name == Ubl.Item && LineRules.IsLine(element.Parent.Parent.Parent);
}
