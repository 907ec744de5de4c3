using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules.Romania;

/// <summary>Dates are written with exactly ten characters: no time zone, no white space (BR-RO-DT).</summary>
internal static class RomanianDateRules
{
    public static void AddTo(RuleBook book)
    {
        Ten(book, "BR-RO-DT001", Ubl.IssueDate, "data emiterii (BT-2, BT-26)", "the issue date (BT-2, BT-26)");
        Ten(book, "BR-RO-DT002", Ubl.TaxPointDate, "data exigibilității TVA (BT-7)", "the VAT point date (BT-7)");
        Ten(book, "BR-RO-DT003", Ubl.DueDate, "data scadenței (BT-9)", "the due date (BT-9)");
        Ten(book, "BR-RO-DT003_CN", Ubl.PaymentDueDate, "data scadenței notei de credit (BT-9)", "the due date of the credit note (BT-9)");
        Ten(book, "BR-RO-DT004", Ubl.ActualDeliveryDate, "data livrării (BT-72)", "the delivery date (BT-72)");
        Ten(book, "BR-RO-DT005", Ubl.StartDate, "începutul perioadei (BT-73, BT-134)", "the start of the period (BT-73, BT-134)");
        Ten(book, "BR-RO-DT006", Ubl.EndDate, "sfârșitul perioadei (BT-74, BT-135)", "the end of the period (BT-74, BT-135)");
    }

    private static void Ten(RuleBook book, string id, ushort date, string ro, string en) => book.Context(date).Fatal(
        id, (e, _) => XmlText.Length(e.Text) == 10 && XmlDate.TryParse(e.Text, out var _), (e, _) => new Finding("AAAA-LL-ZZ", e.ToString()), new RuleText(
            $"{Lengths.Upper(ro)} nu este scrisă cu exact zece caractere.",
            $"{Lengths.Upper(en)} is not written with exactly ten characters.",
            "Scrieți data ca 2025-09-01, fără fus orar și fără spații.",
            "Write the date as 2025-09-01, without a time zone or white space."));
}
