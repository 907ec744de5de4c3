using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>Invoicing periods of the document and of its lines (BG-14, BG-26).</summary>
internal static class PeriodRules
{
    public static void AddTo(RuleBook book)
    {
        book.Context(Ubl.InvoicePeriod, OfLine)
            .Fatal("BR-30", (e, _) => InOrder(e), Dates, Backwards("liniei (BT-135)", "of the line (BT-135)"))
            .Fatal("BR-CO-20", e => e.Has(Ubl.StartDate) || e.Has(Ubl.EndDate), new RuleText(
                "Perioada liniei (BG-26) nu are nici început (BT-134), nici sfârșit (BT-135).",
                "The period of the line (BG-26) has neither a start (BT-134) nor an end (BT-135).",
                "Completați cbc:StartDate sau cbc:EndDate, ori ștergeți perioada.",
                "Fill in cbc:StartDate or cbc:EndDate, or remove the period."));
        book.Context(Ubl.InvoicePeriod, e => !OfLine(e))
            .Fatal("BR-29", (e, _) => InOrder(e), Dates, Backwards("de facturare (BT-74)", "of invoicing (BT-74)"))
            .Fatal("BR-CO-19", e => e.Has(Ubl.StartDate) || e.Has(Ubl.EndDate) || e.Has(Ubl.DescriptionCode), new RuleText(
                "Perioada de facturare (BG-14) nu are nici început (BT-73), nici sfârșit (BT-74), nici codul datei de TVA (BT-8).",
                "The invoicing period (BG-14) has no start (BT-73), no end (BT-74) and no VAT point date code (BT-8).",
                "Completați cbc:StartDate, cbc:EndDate sau cbc:DescriptionCode, ori ștergeți perioada.",
                "Fill in cbc:StartDate, cbc:EndDate or cbc:DescriptionCode, or remove the period."));
    }

    private static bool OfLine(Element period) => LineRules.IsLine(period.Parent);

    private static bool InOrder(Element period)
    {
        var (start, end) = (period.Child(Ubl.StartDate), period.Child(Ubl.EndDate));
        if (!start.Exists || !end.Exists)
            return true;
        return XmlDate.TryParse(start.Text, out var from) && XmlDate.TryParse(end.Text, out var to) && to >= from;
    }

    private static Finding Dates(Element period, Facts facts) => new($"≥ {period.Child(Ubl.StartDate)}", period.Child(Ubl.EndDate).ToString());

    private static RuleText Backwards(string ro, string en) => new(
        $"Sfârșitul perioadei {ro} este înaintea începutului.",
        $"The end of the period {en} is before its start.",
        "Corectați cbc:StartDate sau cbc:EndDate.",
        "Correct cbc:StartDate or cbc:EndDate.");
}
