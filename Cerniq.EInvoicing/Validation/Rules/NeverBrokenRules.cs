namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>
/// Rules that the official artefacts contain but can never report: tests that are always true, or contexts that an earlier rule
/// of the same pattern takes first. They are listed so that every published id is accounted for.
/// </summary>
internal static class NeverBrokenRules
{
    private static readonly (string Id, string Ro, string En)[] Always =
    [
        ("BR-CO-05", "Codul și textul motivului unei deduceri spun același lucru.", "Reason code and reason of an allowance say the same."),
        ("BR-CO-06", "Codul și textul motivului unei taxe suplimentare spun același lucru.", "Reason code and reason of a charge say the same."),
        ("BR-CO-07", "Codul și textul motivului unei deduceri a liniei spun același lucru.", "Reason code and reason of a line allowance say the same."),
        ("BR-CO-08", "Codul și textul motivului unei taxe a liniei spun același lucru.", "Reason code and reason of a line charge say the same."),
        ("BR-DEC-13", "Totalul TVA (BT-110) are cel mult două zecimale.", "The total VAT (BT-110) has at most two decimals."),
        ("BR-DEC-15", "Totalul TVA în moneda contabilizării (BT-111) are cel mult două zecimale.", "The total VAT in accounting currency (BT-111) has at most two decimals."),
    ];

    private static readonly (string Id, string Ro, string En)[] AlwaysInRomania =
    [
        ("BR-DEC-RO-13", "Totalul TVA (BT-110) are cel mult două zecimale.", "The total VAT (BT-110) has at most two decimals."),
        ("BR-DEC-RO-15", "Totalul TVA în moneda contabilizării (BT-111) are cel mult două zecimale.", "The total VAT in accounting currency (BT-111) has at most two decimals."),
        ("BR-DEC-RO-23", "Valoarea netă a liniei (BT-131) are cel mult două zecimale.", "The line's net amount (BT-131) has at most two decimals."),
        ("BR-RO-A051", "Sunt cel mult 50 de documente justificative (BG-24).", "There are at most 50 supporting documents (BG-24)."),
        ("BR-RO-A052", "Un articol are cel mult 50 de atribute (BG-32).", "An item has at most 50 attributes (BG-32)."),
        ("BR-RO-A500", "Sunt cel mult 500 de facturi anterioare (BG-3).", "There are at most 500 preceding invoices (BG-3)."),
        ("BR-RO-L1019", "Motivul scutirii de TVA (BT-120) are cel mult 100 de caractere.", "The VAT exemption reason (BT-120) has at most 100 characters."),
    ];

    public static void AddTo(RuleBook book)
    {
        foreach (var (id, ro, en) in book.IsRo ? [.. Always, .. AlwaysInRomania] : Always)
            book.Unreported.Add(new Rule(id, Severity.Fatal, new RuleText(
                ro, en, "Nu este nimic de schimbat: validatoarele oficiale nu raportează această regulă.",
                "Nothing to change: the official validators never report this rule."), static _ => true));
    }
}
