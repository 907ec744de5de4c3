using Cerniq.EInvoicing.Validation.Arithmetic;
using Cerniq.EInvoicing.Validation.Rules.Vat;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>The VAT breakdown whatever the category (BG-23).</summary>
internal static class VatBreakdownRules
{
    public static void AddTo(RuleBook book)
    {
        var groups = book.Context(Ubl.TaxSubtotal, InTotal);
        groups
            .Fatal("BR-45", e => e.Has(Ubl.TaxableAmount),
                Present.Missing("baza de calcul a TVA (BT-116)", "the taxable amount of the VAT category (BT-116)", "cbc:TaxableAmount"))
            .Fatal("BR-46", e => e.Has(Ubl.TaxAmount),
                Present.Missing("valoarea TVA a categoriei (BT-117)", "the VAT amount of the category (BT-117)", "cbc:TaxAmount"))
            .Fatal("BR-47", HasCategory, Present.Missing(
                "codul categoriei de TVA (BT-118)", "the VAT category code (BT-118)", "cac:TaxCategory/cbc:ID (cac:TaxScheme/cbc:ID = VAT)"))
            .Fatal("BR-48", HasRate, Present.Missing(
                "cota de TVA (BT-119)", "the VAT rate (BT-119)",
                "cac:TaxCategory/cbc:Percent (doar la categoria O nu se dă)", "cac:TaxCategory/cbc:Percent (only category O goes without)"))
            .Fatal("BR-CO-17", (e, _) => IsRateOfBase(e), Explain, new RuleText(
                "TVA a categoriei (BT-117) nu este baza (BT-116) înmulțită cu cota (BT-119).",
                "The VAT of the category (BT-117) is not its base (BT-116) times its rate (BT-119).",
                "Recalculați cbc:TaxAmount: baza × cota / 100, rotunjit la două zecimale.",
                "Recompute cbc:TaxAmount: base × rate / 100, rounded to two decimals."));
        Decimals(groups, "BR-DEC-19", "BR-DEC-20");
        groups = book.Context(Ubl.TaxSubtotal);
        groups.Fatal("UBL-SR-32", e => ReasonsOf(e) <= 1, Repeated.Text("motivul scutirii de TVA (BT-120)", "the VAT exemption reason (BT-120)"));
        book.Context(Ubl.TaxTotal, e => e.Parent.Index == 1).Fatal("BR-CO-14", (e, _) => AddsUp(e), ExplainTotal, new RuleText(
            "Totalul TVA (BT-110) nu este suma TVA pe categorii (BT-117).",
            "The total VAT (BT-110) is not the sum of the VAT of the categories (BT-117).",
            "Recalculați cac:TaxTotal/cbc:TaxAmount ca sumă a valorilor din cac:TaxSubtotal.",
            "Recompute cac:TaxTotal/cbc:TaxAmount as the sum of those in cac:TaxSubtotal."));
    }

    public static void Decimals(RuleContext groups, string baseId, string taxId) => groups
        .TwoDecimals(baseId, Ubl.TaxableAmount, "baza de calcul a TVA (BT-116)", "the taxable amount of the VAT category (BT-116)")
        .TwoDecimals(taxId, Ubl.TaxAmount, "valoarea TVA a categoriei (BT-117)", "the VAT amount of the category (BT-117)");

    public static bool InTotal(Element subtotal) => subtotal.Parent.Name == Ubl.TaxTotal;

    /// <summary>The VAT of a base at a rate, and whether a stated amount is less than one away from it, signs apart.</summary>
    public static bool IsNear(Num stated, Num baseAmount, Num rate)
    {
        var computed = Computed(baseAmount, rate);
        var one = Num.Of(1);
        return stated.Abs() - one < computed && stated.Abs() + one > computed;
    }

    public static Num Computed(Num baseAmount, Num rate) => (baseAmount.Abs() * rate.Hundredth()).RoundCents();

    public static Finding Explain(Element subtotal, Facts facts)
    {
        var tax = subtotal.Child(Ubl.TaxAmount).ToString();
        return Number.Exact(subtotal, Ubl.TaxableAmount) is { } of && RateOf(subtotal) is { } rate
            ? new Finding($"{of} × {rate} % = {(of.Sign < 0 ? "-" : "")}{Computed(of, rate)}", tax)
            : new Finding("0.00", tax);
    }

    private static Num? RateOf(Element subtotal)
    {
        foreach (var category in subtotal.Children(Ubl.TaxCategory))
            if (category.Has(Ubl.Percent) && VatCategory.IsVat(category))
                return Number.Exact(category, Ubl.Percent);
        return null;
    }

    private static bool HasCategory(Element subtotal)
    {
        foreach (var category in subtotal.Children(Ubl.TaxCategory))
            if (category.Has(Ubl.Id) && VatCategory.IsVat(category))
                return true;
        return false;
    }

    private static bool HasRate(Element subtotal)
    {
        foreach (var category in subtotal.Children(Ubl.TaxCategory))
            if ((category.Has(Ubl.Percent) || VatCategory.Of(category) == VatCategory.OutsideScope) && VatCategory.IsVat(category))
                return true;
        return false;
    }

    /// <summary>Both sides are rounded to whole numbers before they are compared with zero.</summary>
    private static bool IsRateOfBase(Element subtotal)
    {
        var tax = Number.Exact(subtotal, Ubl.TaxAmount);
        var noTax = tax is { } t && t.Round().Sign == 0;
        if (RateOf(subtotal) is not { } rate || rate.Round().Sign == 0)
            return noTax;
        return tax is { } stated && Number.Exact(subtotal, Ubl.TaxableAmount) is { } of && IsNear(stated, of, rate);
    }

    private static int ReasonsOf(Element subtotal)
    {
        var count = 0;
        foreach (var category in subtotal.Children(Ubl.TaxCategory))
            count += category.Count(Ubl.TaxExemptionReason);
        return count;
    }

    private static bool AddsUp(Element total) => !total.Has(Ubl.TaxSubtotal) || Number.Equal(Number.Exact(total, Ubl.TaxAmount), Sum(total));

    private static Num Sum(Element total)
    {
        var sum = Num.Zero;
        foreach (var subtotal in total.Children(Ubl.TaxSubtotal))
            if (Number.Exact(subtotal, Ubl.TaxAmount) is { } tax)
                sum += tax;
        return sum.RoundCents();
    }

    private static Finding ExplainTotal(Element total, Facts facts) => new(Sum(total).ToString(), total.Child(Ubl.TaxAmount).ToString());
}
