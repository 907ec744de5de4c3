using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules.Vat;

/// <summary>Category B, split payment as Italy has it.</summary>
internal static class SplitPaymentRules
{
    public static void AddTo(RuleBook book)
    {
        var anywhere = book.IsRo;
        book.Document
            .Fatal("BR-B-01", (_, f) => !f.Vat.HasB || AllItalian(f.Tree), new RuleText(
                "Categoria de TVA B este doar pentru facturi interne din Italia.",
                "VAT category B is only for domestic invoices in Italy.",
                "Alegeți altă categorie de TVA.",
                "Choose another VAT category."))
            .Fatal("BR-B-02", (_, f) => anywhere ? !f.Vat.HasB || !f.Vat.HasS : !f.Vat.HasBInPlace || !f.Vat.HasSInPlace, new RuleText(
                "Categoriile de TVA B și S nu pot sta pe aceeași factură.",
                "VAT categories B and S cannot be on the same invoice.",
                "Alegeți una dintre ele sau emiteți două facturi.",
                "Choose one of them, or issue two invoices."));
    }

    private static bool AllItalian(XmlTree tree)
    {
        foreach (var country in tree.All(Ubl.IdentificationCode))
            if (!country.Text.SequenceEqual("IT"u8))
                return false;
        return true;
    }
}
