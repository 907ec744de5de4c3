using Cerniq.EInvoicing.Validation.Arithmetic;
using Cerniq.EInvoicing.Validation.Rules.Vat;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>What several rules want to know about the whole document; read once per document, reused for the next.</summary>
internal sealed class Facts
{
    private static readonly ElementPath LegalId = new("cac:Party/cac:PartyLegalEntity/cbc:CompanyID");

    public XmlTree Tree { get; private set; } = null!;

    public Element Root => Tree.Root;

    public VatFacts Vat { get; } = new();

    /// <summary>Sum of the net amounts of all lines.</summary>
    public Num LineTotal { get; private set; }

    /// <summary>A tax number of the seller under any scheme, and one for VAT.</summary>
    public bool SellerHasTaxId { get; private set; }

    public bool SellerHasVatId { get; private set; }

    public bool RepresentativeHasVatId { get; private set; }

    public bool BuyerHasVatId { get; private set; }

    public bool BuyerHasLegalId { get; private set; }

    public void Read(XmlTree tree)
    {
        Tree = tree;
        Vat.Read(tree);
        LineTotal = Sum(tree.All(Ubl.InvoiceLine)) + Sum(tree.All(Ubl.CreditNoteLine));
        (SellerHasTaxId, SellerHasVatId, RepresentativeHasVatId, BuyerHasVatId, BuyerHasLegalId) = (false, false, false, false, false);
        foreach (var seller in tree.All(Ubl.AccountingSupplierParty))
            foreach (var party in seller.Children(Ubl.Party))
            {
                SellerHasTaxId |= HasTaxId(party, vatOnly: false);
                SellerHasVatId |= HasTaxId(party, vatOnly: true);
            }
        foreach (var representative in tree.All(Ubl.TaxRepresentativeParty))
            RepresentativeHasVatId |= HasTaxId(representative, vatOnly: true);
        foreach (var buyer in tree.All(Ubl.AccountingCustomerParty))
        {
            foreach (var party in buyer.Children(Ubl.Party))
                BuyerHasVatId |= HasTaxId(party, vatOnly: true);
            BuyerHasLegalId |= LegalId.In(buyer);
        }
    }

    private static bool HasTaxId(Element party, bool vatOnly)
    {
        foreach (var scheme in party.Children(Ubl.PartyTaxScheme))
            if (scheme.Has(Ubl.CompanyId) && (!vatOnly || VatCategory.IsVat(scheme)))
                return true;
        return false;
    }

    private static Num Sum(XmlTree.SameName lines)
    {
        var sum = Num.Zero;
        foreach (var line in lines)
            if (Num.Parse(line.Child(Ubl.LineExtensionAmount).Text) is { } amount)
                sum += amount;
        return sum;
    }
}
