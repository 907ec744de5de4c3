using Cerniq.EInvoicing.Validation.Arithmetic;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules.Vat;

/// <summary>Rules 08: the base of a category is what its lines and charges come to, less its allowances.</summary>
internal static class VatBase
{
    public static void AddTo(RuleContext groups, VatFamily family)
    {
        var category = family.Category;
        Func<Element, Facts, bool> holds = family.IsTaxed ? (e, f) => HoldsAtRate(e, f, category) : (e, f) => HoldsExactly(e, f, category);
        var (rateRo, rateEn) = family.IsTaxed ? (" și cotă", " and rate") : ("", "");
        groups.Fatal(family.Id("08"), holds, (e, f) => Explain(e, f, family), new RuleText(
            $"Baza TVA (BT-116) la categoria {family.Code} ({family.Ro}) nu este suma liniilor plus taxe minus deduceri cu aceeași categorie{rateRo}.",
            $"The VAT base (BT-116) for category {family.Code} ({family.En}) is not the sum of lines plus charges minus allowances of the same category{rateEn}.",
            "Recalculați cac:TaxSubtotal/cbc:TaxableAmount.",
            "Recompute cac:TaxSubtotal/cbc:TaxableAmount."));
    }

    private static bool HoldsExactly(Element group, Facts facts, int category)
    {
        if (Number.Exact(group.Parent, Ubl.TaxableAmount) is not { } stated)
            return false;
        ref readonly var sums = ref facts.Vat.SumsOf(category);
        return (facts.Tree.Has(Ubl.InvoiceLine) && stated == sums.OfInvoice) || (facts.Tree.Has(Ubl.CreditNoteLine) && stated == sums.OfCreditNote);
    }

    /// <summary>A taxed category has a base per rate, which may be off by less than one.</summary>
    private static bool HoldsAtRate(Element group, Facts facts, int category)
    {
        if (Number.Exact(group, Ubl.Percent) is not { } rate)
            return true;
        var sums = facts.Vat.SumsOf(category, rate);
        var stated = group.Parent.Child(Ubl.TaxableAmount);
        var standard = category == VatCategory.Standard;
        var invoice = standard ? sums.HasInvoiceLine || sums.HasAllowanceOrCharge : facts.Tree.Has(Ubl.InvoiceLine);
        var credit = standard ? sums.HasCreditNoteLine || sums.HasAllowanceOrCharge : facts.Tree.Has(Ubl.CreditNoteLine);
        return (invoice && IsNear(stated, sums.OfInvoice)) || (credit && IsNear(stated, sums.OfCreditNote));
    }

    /// <summary>
    /// The official test takes one off and adds one in binary floating point and only then compares exactly,
    /// so bases exactly one apart pass or fail by binary rounding.
    /// </summary>
    private static bool IsNear(Element stated, Num sum)
    {
        var value = Number.Of(stated);
        return !double.IsNaN(value) && sum.CompareDouble(value - 1) < 0 && sum.CompareDouble(value + 1) > 0;
    }

    private static Finding Explain(Element group, Facts facts, VatFamily family)
    {
        var rate = Number.Exact(group, Ubl.Percent);
        var sums = family.IsTaxed && rate is { } at ? facts.Vat.SumsOf(family.Category, at) : facts.Vat.SumsOf(family.Category);
        var credit = facts.Root.Name == Ubl.CreditNote;
        var lines = credit ? sums.CreditNoteLines : sums.InvoiceLines;
        return new Finding(
            $"{lines} + {sums.Charges} - {sums.Allowances} = {(credit ? sums.OfCreditNote : sums.OfInvoice)}",
            group.Parent.Child(Ubl.TaxableAmount).ToString());
    }
}
