namespace Cerniq.EInvoicing.Validation.Rules.Vat;

/// <summary>Rules 01: the breakdown has a group for a category exactly when the category is used.</summary>
internal static class BreakdownMirror
{
    public static void AddTo(RuleBook book, VatFamily family)
    {
        var category = family.Category;
        var many = family.Breakdown == BreakdownDemand.AtLeastOne;
        book.Document.Fatal(family.Id("01"), (_, f) => Holds(in f.Vat.Use(category), category), (_, f) => Explain(in f.Vat.Use(category), many), new RuleText(
            $"Defalcarea TVA (BG-23) nu corespunde folosirii categoriei {family.Code} ({family.Ro}).",
            $"The VAT breakdown (BG-23) does not mirror the use of category {family.Code} ({family.En}).",
            $"Dacă vreo linie, deducere sau taxă are categoria {family.Code}, puneți {(many ? "cel puțin un" : "exact un")} cac:TaxSubtotal cu ea; altfel niciunul.",
            $"If a line, allowance or charge has category {family.Code}, put {(many ? "at least one" : "exactly one")} cac:TaxSubtotal with it; otherwise none."));
    }

    /// <summary>The official tests count slightly different things for S, L and M; these are kept apart on purpose.</summary>
    private static bool Holds(ref readonly CategoryUse use, int category) => category switch
    {
        VatCategory.Standard => Mirrors(use.AllowanceOrCharge + use.Line, use.Breakdown, use.Breakdown),
        VatCategory.CanaryIslands => Mirrors(use.AllowanceOrChargeVat + use.LineVat, use.BreakdownExact, use.BreakdownVat),
        VatCategory.CeutaMelilla => Mirrors(use.AllowanceOrChargeVat + use.LineVat, use.BreakdownExactVat, use.BreakdownVat),
        _ => use.AnywhereVat == 0 || use.BreakdownVat == 1,
    };

    private static bool Mirrors(int used, int groups, int groupsElse) => used > 0 ? groups > 0 : groupsElse == 0;

    private static Finding Explain(ref readonly CategoryUse use, bool many)
    {
        var used = use.Line + use.AllowanceOrCharge > 0;
        return new Finding($"{(!used && many ? "0" : many ? "≥ 1" : "1")} × TaxSubtotal", $"{use.Breakdown}");
    }
}
