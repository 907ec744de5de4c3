using Cerniq.EInvoicing.Validation.Rules.Paths;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules.Syntax;

/// <summary>Parts that UBL lets repeat and EN 16931 does not (UBL-SR).</summary>
internal static class RepetitionRules
{
    private const string Seller = "cac:AccountingSupplierParty/cac:Party/", Buyer = "cac:AccountingCustomerParty/cac:Party/";

    /// <summary>Paths from the root that may occur once.</summary>
    private static readonly (string Id, string Path, string Ro, string En)[] Once =
    [
        ("UBL-SR-01", "cac:ContractDocumentReference/cbc:ID", "referința contractului (BT-12)", "the contract reference (BT-12)"),
        ("UBL-SR-02", "cac:ReceiptDocumentReference/cbc:ID", "avizul de recepție (BT-15)", "the receiving advice (BT-15)"),
        ("UBL-SR-03", "cac:DespatchDocumentReference/cbc:ID", "avizul de expediție (BT-16)", "the despatch advice (BT-16)"),
        ("UBL-SR-05", "cac:PaymentTerms/cbc:Note", "termenii de plată (BT-20)", "the payment terms (BT-20)"),
        ("UBL-SR-08", "cac:InvoicePeriod", "perioada de facturare (BG-14)", "the invoicing period (BG-14)"),
        ("UBL-SR-09", Seller + "cac:PartyLegalEntity/cbc:RegistrationName", "numele vânzătorului (BT-27)", "the seller's name (BT-27)"),
        ("UBL-SR-10", Seller + "cac:PartyName/cbc:Name", "denumirea comercială a vânzătorului (BT-28)", "the seller's trading name (BT-28)"),
        ("UBL-SR-11", Seller + "cac:PartyLegalEntity/cbc:CompanyID", "numărul de înregistrare al vânzătorului (BT-30)", "the seller's registration number (BT-30)"),
        ("UBL-SR-14", Seller + "cac:PartyLegalEntity/cbc:CompanyLegalForm", "informațiile juridice despre vânzător (BT-33)", "the seller's legal information (BT-33)"),
        ("UBL-SR-15", Buyer + "cac:PartyLegalEntity/cbc:RegistrationName", "numele cumpărătorului (BT-44)", "the buyer's name (BT-44)"),
        ("UBL-SR-16", Buyer + "cac:PartyIdentification/cbc:ID", "identificatorul cumpărătorului (BT-46)", "the buyer's identifier (BT-46)"),
        ("UBL-SR-17", Buyer + "cac:PartyLegalEntity/cbc:CompanyID", "numărul de înregistrare al cumpărătorului (BT-47)", "the buyer's registration number (BT-47)"),
        ("UBL-SR-24", "cac:Delivery", "livrarea (BG-13)", "the delivery (BG-13)"),
        ("UBL-SR-39", "cac:ProjectReference/cbc:ID", "referința proiectului (BT-11)", "the project reference (BT-11)"),
        ("UBL-SR-40", Buyer + "cac:PartyName/cbc:Name", "denumirea comercială a cumpărătorului (BT-45)", "the buyer's trading name (BT-45)"),
        ("UBL-SR-45", "cac:PaymentMeans/cbc:PaymentDueDate", "data scadenței (BT-9)", "the due date (BT-9)"),
        ("UBL-SR-46", "cac:PaymentMeans/cbc:PaymentMeansCode/@name", "textul mijlocului de plată (BT-82)", "the payment means text (BT-82)"),
        ("UBL-SR-49", "cac:InvoicePeriod/cbc:DescriptionCode", "codul datei de TVA (BT-8)", "the VAT point date code (BT-8)"),
    ];

    /// <summary>Those that only the current edition has.</summary>
    private static readonly (string Id, string Path, string Ro, string En)[] OnceInCurrent =
    [
        ("UBL-SR-54", "cac:PaymentMeans/cac:CardAccount", "cardul de plată (BG-18)", "the payment card (BG-18)"),
        ("UBL-SR-55", "cac:PaymentMeans/cac:PaymentMandate", "mandatul de debitare directă (BG-19)", "the direct debit mandate (BG-19)"),
        ("UBL-SR-56", "cac:OriginatorDocumentReference/cbc:ID", "referința licitației sau a lotului (BT-17)", "the tender or lot reference (BT-17)"),
    ];

    public static void AddTo(RuleBook book)
    {
        foreach (var (id, path, ro, en) in book.IsRo ? Once : [.. Once, .. OnceInCurrent])
            book.Paths.Add(path, PathDemand.AtMost, 1, new Rule(id, Severity.Fatal, Repeated.Text(ro, en), static _ => true));
        TaxNumbers(book);
        Payments(book);
        References(book);
        Payee(book);
        Representative(book);
        if (!book.IsRo)
            Current(book);
    }

    private static void TaxNumbers(RuleBook book)
    {
        book.Document
            .Fatal("UBL-SR-12", e => TaxNumbersOf(e.Child(Ubl.AccountingSupplierParty), vat: true) <= 1, Repeated.Text("codul de TVA al vânzătorului (BT-31)", "the seller's VAT number (BT-31)"))
            .Fatal("UBL-SR-13", e => TaxNumbersOf(e.Child(Ubl.AccountingSupplierParty), vat: false) <= 1, Repeated.Text("codul fiscal al vânzătorului (BT-32)", "the seller's tax number (BT-32)"))
            .Fatal("UBL-SR-18", e => TaxNumbersOf(e.Child(Ubl.AccountingCustomerParty), vat: true) <= 1, Repeated.Text("codul de TVA al cumpărătorului (BT-48)", "the buyer's VAT number (BT-48)"))
            .Fatal("UBL-SR-29", e => CreditorIds(e.Tree) <= 1, Repeated.Text("identificatorul creditorului (BT-90)", "the bank assigned creditor identifier (BT-90)"));
        book.Context(Ubl.Party, e => e.Parent.Name == Ubl.AccountingSupplierParty).Fatal("UBL-SR-42", e => e.Count(Ubl.PartyTaxScheme) <= 2, new RuleText(
            "Vânzătorul are mai mult de două coduri fiscale.",
            "The seller has more than two tax numbers.",
            "Lăsați cel mult un cod de TVA (BT-31) și un alt cod fiscal (BT-32).",
            "Leave at most one VAT number (BT-31) and one other tax number (BT-32)."));
    }

    /// <summary>Counted by the tax scheme as written, upper-cased; white space counts here.</summary>
    private static int TaxNumbersOf(Element role, bool vat)
    {
        var count = 0;
        foreach (var scheme in role.Child(Ubl.Party).Children(Ubl.PartyTaxScheme))
            if (XmlText.IsUpper(scheme.Child(Ubl.TaxScheme, Ubl.Id).Text, "VAT"u8) == vat)
                count += scheme.Count(Ubl.CompanyId);
        return count;
    }

    private static int CreditorIds(XmlTree tree)
    {
        var count = 0;
        foreach (var identification in tree.All(Ubl.PartyIdentification))
            foreach (var id in identification.Children(Ubl.Id))
                if (XmlText.IsUpper(id.Attribute(AttributeNames.SchemeId), "SEPA"u8))
                    count++;
        return count;
    }

    private static void Payments(RuleBook book) => book.Document
        .Fatal("UBL-SR-44", e => AllSame(e.Tree.All(Ubl.PaymentId)), Different("referința plății (BT-83)", "remittance information (BT-83)"))
        .Fatal("UBL-SR-47", e => AllSame(e.Tree.All(Ubl.PaymentMeansCode)), Different("codul mijlocului de plată (BT-81)", "payment means code (BT-81)"));

    private static bool AllSame(XmlTree.SameName elements)
    {
        var first = default(Element);
        foreach (var element in elements)
            if (!first.Exists)
                first = element;
            else if (!first.Text.SequenceEqual(element.Text))
                return false;
        return true;
    }

    private static RuleText Different(string ro, string en) => new(
        $"Grupele cac:PaymentMeans nu au aceeași valoare pentru {ro}.",
        $"The groups cac:PaymentMeans do not have the same {en}.",
        "Scrieți aceeași valoare peste tot sau lăsați o singură grupă.",
        "Write the same value everywhere, or leave one group.");

    private static void References(RuleBook book)
    {
        var attribute = book.IsRo ? AttributeNames.Scheme : AttributeNames.SchemeId;
        book.Document.Fatal("UBL-SR-04", e => ObjectIds(e) <= 1, Repeated.Text("obiectul facturat (BT-18)", "the invoiced object (BT-18)"));
        book.Context(Ubl.AdditionalDocumentReference)
            .Fatal("UBL-SR-33", e => e.Count(Ubl.DocumentDescription) <= 1, Repeated.Text("descrierea documentului justificativ (BT-123)", "the supporting document's description (BT-123)"))
            .Fatal("UBL-SR-43", e => HasFittingType(e, attribute), new RuleText(
                "Codul tipului de document nu este 130 (obiect facturat) și nu este nici lăsat gol.",
                "The document type code is neither 130 (invoiced object) nor left out.",
                "Ștergeți cbc:DocumentTypeCode la documentele justificative (BG-24).",
                "Remove cbc:DocumentTypeCode from supporting documents (BG-24)."));
    }

    private static int ObjectIds(Element document)
    {
        var count = 0;
        foreach (var reference in document.Children(Ubl.AdditionalDocumentReference))
            if (reference.Child(Ubl.DocumentTypeCode).Text.SequenceEqual("130"u8))
                count += reference.Count(Ubl.Id);
        return count;
    }

    private static bool HasFittingType(Element reference, byte attribute)
    {
        var type = reference.Child(Ubl.DocumentTypeCode);
        if (!type.Exists)
            return !reference.Child(Ubl.Id).HasAttribute(attribute);
        return type.Text.SequenceEqual("130"u8) || (reference.Root.Name == Ubl.CreditNote && type.Text.SequenceEqual("50"u8));
    }

    private static void Payee(RuleBook book)
    {
        var name = new ElementPath("cac:PartyName/cbc:Name");
        var legalId = new ElementPath("cac:PartyLegalEntity/cbc:CompanyID");
        book.Context(Ubl.PayeeParty)
            .Fatal("UBL-SR-19", e => name.CountIn(e) <= 1 && IsNotSeller(e, name), PayeeText("nume (BT-59)", "name (BT-59)"))
            .Fatal("UBL-SR-20", e => OtherIds(e) <= 1 && IsNotSeller(e, name), PayeeText("identificator (BT-60)", "identifier (BT-60)"))
            .Fatal("UBL-SR-21", e => legalId.CountIn(e) <= 1 && IsNotSeller(e, name), PayeeText("număr de înregistrare (BT-61)", "registration number (BT-61)"));
    }

    private static RuleText PayeeText(string ro, string en) => new(
        $"Beneficiarul plății (BG-10) are mai mult de un {ro} sau poartă numele vânzătorului.",
        $"The payee (BG-10) has more than one {en}, or bears the seller's name.",
        "Lăsați o singură valoare; ștergeți cac:PayeeParty dacă beneficiarul este vânzătorul.",
        "Leave one value; remove cac:PayeeParty if the seller is paid himself.");

    /// <summary>Some name of the payee differs from some registered name of the seller; false where either is missing.</summary>
    private static bool IsNotSeller(Element payee, ElementPath name)
    {
        var seller = new ElementPathPair(name, SellerName);
        return seller.AnyDifferent(payee, payee.Parent);
    }

    private static readonly ElementPath SellerName = new(Seller + "cac:PartyLegalEntity/cbc:RegistrationName");

    private static int OtherIds(Element payee)
    {
        var count = 0;
        foreach (var identification in payee.Children(Ubl.PartyIdentification))
            foreach (var id in identification.Children(Ubl.Id))
                if (!XmlText.IsUpper(id.Attribute(AttributeNames.SchemeId), "SEPA"u8))
                    count++;
        return count;
    }

    /// <summary>ANAF's edition looks for a cac:Party that a tax representative does not have, so there these two never fire.</summary>
    private static void Representative(RuleBook book)
    {
        var below = book.IsRo ? "cac:Party/" : "";
        var (names, numbers) = (new ElementPath(below + "cac:PartyName/cbc:Name"), new ElementPath(below + "cac:PartyTaxScheme/cbc:CompanyID"));
        book.Context(Ubl.TaxRepresentativeParty)
            .Fatal("UBL-SR-22", e => names.CountIn(e) <= 1, Repeated.Text("numele reprezentantului fiscal (BT-62)", "the tax representative's name (BT-62)"))
            .Fatal("UBL-SR-23", e => numbers.CountIn(e) <= 1, Repeated.Text("codul de TVA al reprezentantului fiscal (BT-63)", "the tax representative's VAT number (BT-63)"));
    }

    private static void Current(RuleBook book)
    {
        book.Context([Ubl.PostalAddress, Ubl.Address]).Fatal("UBL-SR-51", e => e.Count(Ubl.AddressLine) <= 1, Repeated.Text(
            "a treia linie a adresei", "the third line of the address"));
        book.Context(Ubl.PartyTaxScheme).Fatal("UBL-SR-53", e => e.Child(Ubl.TaxScheme).Has(Ubl.Id) && e.Has(Ubl.CompanyId), new RuleText(
            "Un cod fiscal trebuie să aibă și valoare, și schemă.",
            "A tax number must have both a value and a scheme.",
            "Completați cbc:CompanyID și cac:TaxScheme/cbc:ID în cac:PartyTaxScheme.",
            "Fill in cbc:CompanyID and cac:TaxScheme/cbc:ID in cac:PartyTaxScheme."));
    }

    private sealed record ElementPathPair(ElementPath First, ElementPath Second)
    {
        public bool AnyDifferent(Element first, Element second) =>
            First.Any(first, (Second, second), static (x, s) => s.Second.Any(s.second, x, static (y, x) => !y.Text.SequenceEqual(x.Text)));
    }
}
