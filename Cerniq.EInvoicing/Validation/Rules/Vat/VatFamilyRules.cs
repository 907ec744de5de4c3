using Cerniq.EInvoicing.Validation.Arithmetic;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules.Vat;

/// <summary>The rules BR-S-01 to BR-O-14: for each VAT category the same ten, with its traits, and a few of its own.</summary>
internal static class VatFamilyRules
{
    public static void AddTo(RuleBook book)
    {
        var lines = Cases(book, Ubl.ClassifiedTaxCategory, e => e.Parent.Name == Ubl.Item && LineRules.IsLine(e.Parent.Parent));
        var allowances = Cases(book, Ubl.TaxCategory, e => OfItem(e, charge: false));
        var charges = Cases(book, Ubl.TaxCategory, e => OfItem(e, charge: true));
        var groups = Cases(book, Ubl.TaxCategory, InBreakdown);
        foreach (var family in VatFamily.All(book.Profile))
        {
            var category = family.Category;
            BreakdownMirror.AddTo(book, family);
            PartyDemands.AddTo(book, family);
            Rate(lines[category], family, "05", "liniei (BT-152)", "of the line (BT-152)");
            Rate(allowances[category], family, "06", "deducerii (BT-96)", "of the allowance (BT-96)");
            Rate(charges[category], family, "07", "taxei suplimentare (BT-103)", "of the charge (BT-103)");
            VatBase.AddTo(groups[category], family);
            Tax(groups[category], family);
            Reason(groups[category], family);
        }
        CategorySpecialRules.AddTo(book);
    }

    /// <summary>A group of the breakdown: /*/cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory.</summary>
    private static bool InBreakdown(Element category) =>
        category.Parent.Name == Ubl.TaxSubtotal && category.Parent.Parent.Name == Ubl.TaxTotal && category.Parent.Parent.Parent.Index == 1;

    private static bool OfItem(Element category, bool charge) =>
        category.Parent.Name == Ubl.AllowanceCharge && AllowanceAndChargeRules.Is(category.Parent, charge);

    private static RuleContext[] Cases(RuleBook book, ushort name, Func<Element, bool> where) =>
        book.Context(name, where).Cases(VatCategory.Count, VatCategory.OfVat);

    private static void Rate(RuleContext context, VatFamily family, string number, string ro, string en)
    {
        var (holds, wanted) = Demand(family.Rate);
        context.Fatal(family.Id(number), (e, _) => holds(e), (e, _) => new Finding(wanted, e.Child(Ubl.Percent).ToString()), RateText(family, wanted, ro, en));
    }

    private static RuleText RateText(VatFamily family, string? wanted, string ro, string en) => wanted is null
        ? new RuleText(
            $"La categoria {family.Code} ({family.Ro}) nu se dă cota de TVA a {ro}.",
            $"For category {family.Code} ({family.En}) no VAT rate {en} is given.",
            "Ștergeți cbc:Percent.",
            "Remove cbc:Percent.")
        : new RuleText(
            $"La categoria {family.Code} ({family.Ro}) cota de TVA a {ro} trebuie să fie {wanted}.",
            $"For category {family.Code} ({family.En}) the VAT rate {en} must be {wanted}.",
            "Corectați cbc:Percent sau alegeți altă categorie de TVA.",
            "Correct cbc:Percent, or choose another VAT category.");

    private static (Func<Element, bool> Holds, string? Wanted) Demand(RateDemand rate) => rate switch
    {
        RateDemand.Positive => (e => Number.Of(e.Child(Ubl.Percent)) > 0, "> 0"),
        RateDemand.NotNegative => (e => Number.IsNotNegative(e.Child(Ubl.Percent)), "≥ 0"),
        RateDemand.Zero => (e => Number.Exact(e, Ubl.Percent) is { Sign: 0 }, "= 0"),
        _ => (e => !e.Has(Ubl.Percent), null),
    };

    private static void Tax(RuleContext groups, VatFamily family)
    {
        if (family.IsTaxed)
            groups.Fatal(family.Id("09"), (e, _) => IsBaseTimesRate(e), (e, f) => VatBreakdownRules.Explain(e.Parent, f), new RuleText(
                $"TVA la categoria {family.Code} ({family.Ro}) nu este baza (BT-116) înmulțită cu cota (BT-119).",
                $"The VAT for category {family.Code} ({family.En}) is not its base (BT-116) times its rate (BT-119).",
                "Recalculați cbc:TaxAmount din cac:TaxSubtotal.",
                "Recompute cbc:TaxAmount in cac:TaxSubtotal."));
        else
            groups.Fatal(
                family.Id("09"), (e, _) => Number.Exact(e.Parent, Ubl.TaxAmount) is { Sign: 0 },
                (e, _) => new Finding("0.00", e.Parent.Child(Ubl.TaxAmount).ToString()), new RuleText(
                    $"La categoria {family.Code} ({family.Ro}) nu se datorează TVA, dar valoarea TVA nu este zero.",
                    $"For category {family.Code} ({family.En}) no VAT is due, but the VAT amount is not zero.",
                    "Scrieți 0.00 în cac:TaxSubtotal/cbc:TaxAmount.",
                    "Write 0.00 in cac:TaxSubtotal/cbc:TaxAmount."));
    }

    private static bool IsBaseTimesRate(Element category) =>
        Number.Exact(category.Parent, Ubl.TaxAmount) is { } tax && Number.Exact(category.Parent, Ubl.TaxableAmount) is { } of
        && Number.Exact(category, Ubl.Percent) is { } rate && VatBreakdownRules.IsNear(tax, of, rate);

    private static void Reason(RuleContext groups, VatFamily family)
    {
        var text = family.NeedsReason
            ? new RuleText(
                $"La categoria {family.Code} ({family.Ro}) lipsește motivul scutirii (BT-120) sau codul lui (BT-121).",
                $"For category {family.Code} ({family.En}) the exemption reason (BT-120) or its code (BT-121) is missing.",
                "Completați cbc:TaxExemptionReason sau cbc:TaxExemptionReasonCode în cac:TaxSubtotal/cac:TaxCategory.",
                "Fill in cbc:TaxExemptionReason or cbc:TaxExemptionReasonCode in cac:TaxSubtotal/cac:TaxCategory.")
            : new RuleText(
                $"La categoria {family.Code} ({family.Ro}) nu se dă motiv de scutire (BT-120, BT-121).",
                $"For category {family.Code} ({family.En}) no exemption reason is given (BT-120, BT-121).",
                "Ștergeți cbc:TaxExemptionReason și cbc:TaxExemptionReasonCode.",
                "Remove cbc:TaxExemptionReason and cbc:TaxExemptionReasonCode.");
        groups.Fatal(family.Id("10"), (e, _) => HasReason(e) == family.NeedsReason, text);
    }

    private static bool HasReason(Element category) => category.Has(Ubl.TaxExemptionReason) || category.Has(Ubl.TaxExemptionReasonCode);
}
