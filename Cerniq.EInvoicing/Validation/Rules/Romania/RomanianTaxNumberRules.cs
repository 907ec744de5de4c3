using Cerniq.EInvoicing.Validation.CodeLists;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules.Romania;

/// <summary>
/// Tax numbers of seller and buyer (BR-RO-065, -120). Only lines of an Invoice are looked at, never those of a CreditNote,
/// and codes are taken exactly as written: so are the official tests.
/// </summary>
internal static class RomanianTaxNumberRules
{
    private static readonly CodeList Taxed = CodeList.From("S", "Z", "E", "AE", "K", "G", "L", "M");

    private static readonly ElementPath
        SellerNumber = new("cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID"),
        RepresentativeNumber = new("cac:TaxRepresentativeParty/cac:PartyTaxScheme/cbc:CompanyID"),
        BuyerNumber = new("cac:AccountingCustomerParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID"),
        BuyerRegistration = new("cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:CompanyID"),
        LineCategory = new("cac:Item/cac:ClassifiedTaxCategory/cbc:ID");

    public static void AddTo(RuleBook book) => book.Document
        .Fatal("BR-RO-065", e => RepresentativeNumber.In(e) || SellerNumber.Any(e, HasWords) || !HasTaxedSupply(e), new RuleText(
            "Factura are operațiuni cu categorie de TVA, dar lipsește codul fiscal al vânzătorului (BT-31, BT-32) sau al reprezentantului fiscal (BT-63).",
            "The invoice has supplies with a VAT category, but a tax number of the seller (BT-31, BT-32) or of the tax representative (BT-63) is missing.",
            "Completați cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID.",
            "Fill in cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID."))
        .Fatal("BR-RO-120", e => BuyerRegistration.In(e) || BuyerNumber.Any(e, HasWords) || !HasTaxedSupply(e), new RuleText(
            "Factura are operațiuni cu categorie de TVA, dar lipsesc numărul de înregistrare (BT-47) și codul de TVA (BT-48) ale cumpărătorului.",
            "The invoice has supplies with a VAT category, but both the buyer's registration number (BT-47) and VAT number (BT-48) are missing.",
            "Completați cac:PartyLegalEntity/cbc:CompanyID sau cac:PartyTaxScheme/cbc:CompanyID al cumpărătorului (la persoane fizice: CNP sau 13 zerouri).",
            "Fill in the buyer's cac:PartyLegalEntity/cbc:CompanyID or cac:PartyTaxScheme/cbc:CompanyID (for a private person: the CNP or 13 zeros)."));

    private static bool HasWords(Element element) => !XmlCharacters.IsBlank(element.Text);

    private static bool HasTaxedSupply(Element document)
    {
        foreach (var item in document.Children(Ubl.AllowanceCharge))
            foreach (var category in item.Children(Ubl.TaxCategory))
                if (IsTaxed(item, category))
                    return true;
        foreach (var line in document.Children(Ubl.InvoiceLine))
            if (LineCategory.Any(line, static id => Taxed.HasExactly(id.Text)))
                return true;
        return false;
    }

    /// <summary>An allowance counts only with the scheme VAT; a charge with any.</summary>
    private static bool IsTaxed(Element item, Element category)
    {
        if (!Taxed.HasExactly(category.Child(Ubl.Id).Text))
            return false;
        var indicator = item.Child(Ubl.ChargeIndicator).Text;
        return indicator.SequenceEqual("true"u8)
            || (indicator.SequenceEqual("false"u8) && category.Child(Ubl.TaxScheme, Ubl.Id).Text.SequenceEqual("VAT"u8));
    }
}
