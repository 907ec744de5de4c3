using Cerniq.EInvoicing.Validation.Rules.Vat;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>Allowances and charges of the document and of its lines (BG-20, BG-21, BG-27, BG-28).</summary>
internal static class AllowanceAndChargeRules
{
    public static void AddTo(RuleBook book)
    {
        var allowance = OfDocument(book, charge: false, new Words("deducerea la nivelul documentului", "the document level allowance"));
        VatOf(allowance.Context, "BR-32", "deducerii (BT-95)", "of the allowance (BT-95)");
        Core(allowance, "BR-31", "BR-33", "BR-CO-21", "BR-DEC-01", "BR-DEC-02");

        var charge = OfDocument(book, charge: true, new Words("taxa suplimentară la nivelul documentului", "the document level charge"));
        VatOf(charge.Context, "BR-37", "taxei suplimentare (BT-102)", "of the charge (BT-102)");
        Core(charge, "BR-36", "BR-38", "BR-CO-22", "BR-DEC-05", "BR-DEC-06");

        Core(OfLine(book, charge: false, new Words("deducerea liniei", "the allowance of the line")), "BR-41", "BR-42", "BR-CO-23", "BR-DEC-24", "BR-DEC-25");
        Core(OfLine(book, charge: true, new Words("taxa suplimentară a liniei", "the charge of the line")), "BR-43", "BR-44", "BR-CO-24", "BR-DEC-27", "BR-DEC-28");

        book.Context(Ubl.AllowanceCharge, e => Is(e, charge: false)).Fatal("UBL-SR-30", OneReason, Repeated.Text(
            "motivul deducerii (BT-97, BT-139)", "the reason of the allowance (BT-97, BT-139)"));
        book.Context(Ubl.AllowanceCharge, e => Is(e, charge: true)).Fatal("UBL-SR-31", OneReason, Repeated.Text(
            "motivul taxei suplimentare (BT-104, BT-144)", "the reason of the charge (BT-104, BT-144)"));
    }

    /// <summary>True for a charge, or for an allowance, as its indicator says.</summary>
    public static bool Is(Element item, bool charge) => XmlText.Boolean(item.Child(Ubl.ChargeIndicator).Text) == charge;

    private static Subject OfDocument(RuleBook book, bool charge, Words words) =>
        new(book.Context(Ubl.AllowanceCharge, e => e.Parent.Index == 1 && Is(e, charge)), words);

    private static Subject OfLine(RuleBook book, bool charge, Words words) =>
        new(book.Context(Ubl.AllowanceCharge, e => LineRules.IsLine(e.Parent) && Is(e, charge)), words);

    private static void VatOf(RuleContext context, string id, string ro, string en) => context.Fatal(id, HasVatCategory, new RuleText(
        $"Lipsește codul categoriei de TVA al {ro}.",
        $"The VAT category code {en} is missing.",
        "Completați cac:TaxCategory/cbc:ID cu cac:TaxScheme/cbc:ID = VAT.",
        "Fill in cac:TaxCategory/cbc:ID with cac:TaxScheme/cbc:ID = VAT."));

    private static void Core(Subject subject, string amount, string reason, string reasonAgain, string decimals, string baseDecimals)
    {
        var (ro, en) = (subject.Words.Ro, subject.Words.En);
        var noReason = new RuleText(
            $"{Lengths.Upper(ro)} nu are nici motiv, nici cod de motiv.",
            $"{Lengths.Upper(en)} has neither a reason nor a reason code.",
            "Completați cbc:AllowanceChargeReason sau cbc:AllowanceChargeReasonCode.",
            "Fill in cbc:AllowanceChargeReason or cbc:AllowanceChargeReasonCode.");
        subject.Context
            .Fatal(amount, e => e.Has(Ubl.Amount), Present.Missing($"valoarea pentru {ro}", $"the amount of {en}", "cbc:Amount"))
            .Fatal(reason, HasReason, noReason)
            .Fatal(reasonAgain, HasReason, noReason)
            .TwoDecimals(decimals, Ubl.Amount, $"valoarea pentru {ro}", $"the amount of {en}")
            .TwoDecimals(baseDecimals, Ubl.BaseAmount, $"valoarea de bază pentru {ro}", $"the base amount of {en}");
    }

    private static bool HasReason(Element item) => item.Has(Ubl.AllowanceChargeReason) || item.Has(Ubl.AllowanceChargeReasonCode);

    private static bool OneReason(Element item) => item.Count(Ubl.AllowanceChargeReason) <= 1;

    private static bool HasVatCategory(Element item)
    {
        foreach (var category in item.Children(Ubl.TaxCategory))
            if (category.Has(Ubl.Id) && VatCategory.IsVat(category))
                return true;
        return false;
    }

    private sealed record Words(string Ro, string En);

    private sealed record Subject(RuleContext Context, Words Words);
}
