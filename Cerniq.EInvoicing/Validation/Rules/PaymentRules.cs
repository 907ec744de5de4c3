using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>Payment instructions (BG-16 to BG-19) and what is due.</summary>
internal static class PaymentRules
{
    private static readonly ElementPath Account = new("cac:PayeeFinancialAccount/cbc:ID"), Cards = new("cac:PaymentMeans/cac:CardAccount"),
        Mandates = new("cac:PaymentMeans/cac:PaymentMandate"), MandateId = new("cac:PaymentMandate/cbc:ID");

    private static readonly RuleText NoAccount = new(
        "La plata prin transfer (codurile 30 și 58) lipsește contul în care se plătește (BT-84).",
        "For a payment by transfer (codes 30 and 58) the account to pay to (BT-84) is missing.",
        "Completați IBAN-ul în cac:PayeeFinancialAccount/cbc:ID.",
        "Put the IBAN in cac:PayeeFinancialAccount/cbc:ID.");

    public static void AddTo(RuleBook book)
    {
        book.Context(Ubl.PayeeFinancialAccount, OfTransfer).Fatal("BR-50", Present.NotBlank(book, "cbc:ID"), NoAccount);
        book.Context(Ubl.PaymentMeans)
            .Fatal("BR-49", e => e.Has(Ubl.PaymentMeansCode),
                Present.Missing("codul mijlocului de plată (BT-81)", "the payment means code (BT-81)", "cbc:PaymentMeansCode"))
            .Fatal("BR-61", e => !IsTransfer(e, exactly: false) || Account.In(e), NoAccount)
            .Fatal("UBL-SR-26", e => e.Count(Ubl.PaymentId) <= 1, Repeated.Text("referința plății (BT-83)", "the remittance information (BT-83)"))
            .Fatal("UBL-SR-27", e => e.Count(Ubl.PaymentMeansCode) <= 1, Repeated.Text("codul mijlocului de plată (BT-81)", "the payment means code (BT-81)"))
            .Fatal("UBL-SR-28", e => MandateId.CountIn(e) <= 1, Repeated.Text("referința mandatului (BT-89)", "the mandate reference (BT-89)"));
        if (book.IsRo)
        {
            book.Document
                .Fatal("BR-66", e => Cards.CountIn(e) <= 1, Repeated.Text("cardul de plată (BG-18)", "the payment card (BG-18)"))
                .Fatal("BR-67", e => Mandates.CountIn(e) <= 1, Repeated.Text("mandatul de debitare directă (BG-19)", "the direct debit mandate (BG-19)"));
            DueDate(book);
        }
        CardNumber(book);
    }

    private static bool OfTransfer(Element account) => account.Parent.Name == Ubl.PaymentMeans && IsTransfer(account.Parent, exactly: true);

    private static bool IsTransfer(Element means, bool exactly)
    {
        foreach (var code in means.Children(Ubl.PaymentMeansCode))
        {
            var text = exactly ? code.Text : XmlText.Trim(code.Text);
            if (text.SequenceEqual("30"u8) || text.SequenceEqual("58"u8))
                return true;
        }
        return false;
    }

    /// <summary>ANAF's edition counts the characters as written, in the card; the current one judges the number itself.</summary>
    private static void CardNumber(RuleBook book)
    {
        var text = new RuleText(
            "Numărul cardului (BT-87) are mai mult de zece caractere; pe factură apar cel mult primele șase și ultimele patru cifre.",
            "The card number (BT-87) has more than ten characters; an invoice shows the first six and the last four digits at most.",
            "Scrieți în cbc:PrimaryAccountNumberID doar cifrele permise.",
            "Put only the allowed digits in cbc:PrimaryAccountNumberID.");
        if (book.IsRo)
            book.Context(Ubl.CardAccount, e => e.Parent.Name == Ubl.PaymentMeans)
                .Warning("BR-51", e => XmlText.Length(e.Child(Ubl.PrimaryAccountNumberId).Text) <= 10, text);
        else
            book.Context(Ubl.PrimaryAccountNumberId, e => e.Parent.Name == Ubl.CardAccount && e.Parent.Parent.Name == Ubl.PaymentMeans)
                .Warning("BR-51", e => XmlText.NormalizedLength(e.Text) <= 10, text);
    }

    private static void DueDate(RuleBook book) => book
        .Context(Ubl.PayableAmount, e => e.Parent.Name == Ubl.LegalMonetaryTotal && e.Parent.Parent.Index == 1 && e.Root.Name == Ubl.Invoice)
        .Fatal("BR-CO-25", (e, f) => !(Number.Of(e) > 0) || f.Tree.Has(Ubl.DueDate) || HasTerms(f.Tree), new RuleText(
            "Mai este ceva de plată (BT-115), dar nu se spune până când: lipsesc data scadenței (BT-9) și termenii de plată (BT-20).",
            "Something is left to pay (BT-115), but not by when: the due date (BT-9) and the payment terms (BT-20) are both missing.",
            "Completați cbc:DueDate sau cac:PaymentTerms/cbc:Note.",
            "Fill in cbc:DueDate or cac:PaymentTerms/cbc:Note."));

    private static bool HasTerms(XmlTree tree)
    {
        foreach (var terms in tree.All(Ubl.PaymentTerms))
            if (terms.Has(Ubl.Note))
                return true;
        return false;
    }
}
