using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>What every document must say of itself (BG-2 and the document's head).</summary>
internal static class DocumentRules
{
    private static readonly ElementPath PeriodCode = new("cac:InvoicePeriod/cbc:DescriptionCode");

    public static void AddTo(RuleBook book)
    {
        Head(book);
        Groups(book);
        Currency(book);
    }

    private static void Head(RuleBook book)
    {
        var type = Present.NotBlank(book, "cbc:InvoiceTypeCode");
        var creditType = Present.NotBlank(book, "cbc:CreditNoteTypeCode");
        book.Document
            .Fatal("BR-01", Present.NotBlank(book, "cbc:CustomizationID"),
                Present.Missing("identificatorul specificației (BT-24)", "the specification identifier (BT-24)", "cbc:CustomizationID"))
            .Fatal("BR-02", Present.NotBlank(book, "cbc:ID"), Present.Missing("numărul facturii (BT-1)", "the invoice number (BT-1)", "cbc:ID"))
            .Fatal("BR-03", Present.NotBlank(book, "cbc:IssueDate"),
                Present.Missing("data emiterii (BT-2)", "the issue date (BT-2)", "cbc:IssueDate"))
            .Fatal("BR-04", e => type(e) || creditType(e),
                Present.Missing("codul tipului facturii (BT-3)", "the invoice type code (BT-3)", "cbc:InvoiceTypeCode / cbc:CreditNoteTypeCode"))
            .Fatal("BR-05", Present.NotBlank(book, "cbc:DocumentCurrencyCode"),
                Present.Missing("moneda facturii (BT-5)", "the invoice currency (BT-5)", "cbc:DocumentCurrencyCode"))
            .Fatal("BR-06", Present.NotBlank(book, "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName"),
                Present.Missing("numele vânzătorului (BT-27)", "the seller's name (BT-27)",
                    "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName"))
            .Fatal("BR-07", Present.NotBlank(book, "cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName"),
                Present.Missing("numele cumpărătorului (BT-44)", "the buyer's name (BT-44)",
                    "cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName"));
    }

    private static void Groups(RuleBook book) => book.Document
        .Fatal("BR-08", Present.At("cac:AccountingSupplierParty/cac:Party/cac:PostalAddress"),
            Present.Missing("adresa vânzătorului (BG-5)", "the seller's address (BG-5)", "cac:AccountingSupplierParty/cac:Party/cac:PostalAddress"))
        .Fatal("BR-10", Present.At("cac:AccountingCustomerParty/cac:Party/cac:PostalAddress"),
            Present.Missing("adresa cumpărătorului (BG-8)", "the buyer's address (BG-8)", "cac:AccountingCustomerParty/cac:Party/cac:PostalAddress"))
        .Fatal("BR-16", e => e.Has(Ubl.InvoiceLine) || e.Has(Ubl.CreditNoteLine),
            Present.Missing("linia facturii (BG-25)", "an invoice line (BG-25)",
                "cel puțin un cac:InvoiceLine / cac:CreditNoteLine", "at least one cac:InvoiceLine / cac:CreditNoteLine"))
        .Fatal("BR-CO-03", e => !e.Has(Ubl.TaxPointDate) || !PeriodCode.In(e), new RuleText(
            "Data exigibilității TVA (BT-7) și codul acestei date (BT-8) sunt date amândouă, dar se exclud.",
            "The VAT point date (BT-7) and the code for that date (BT-8) are both given, but exclude each other.",
            "Păstrați fie cbc:TaxPointDate, fie cac:InvoicePeriod/cbc:DescriptionCode.",
            "Keep either cbc:TaxPointDate or cac:InvoicePeriod/cbc:DescriptionCode."))
        .Fatal("BR-CO-18", Present.At("cac:TaxTotal/cac:TaxSubtotal"),
            Present.Missing("defalcarea TVA (BG-23)", "the VAT breakdown (BG-23)",
                "cel puțin un cac:TaxTotal/cac:TaxSubtotal", "at least one cac:TaxTotal/cac:TaxSubtotal"));

    private static void Currency(RuleBook book) => book.Document.Fatal("BR-53", HasTotalInTaxCurrency, (e, _) => new Finding(
            $"TaxAmount currencyID=\"{e.Child(Ubl.TaxCurrencyCode)}\"", null), new RuleText(
        "Moneda contabilizării TVA (BT-6) este dată, dar lipsește totalul TVA în acea monedă (BT-111).",
        "The VAT accounting currency (BT-6) is given, but the total VAT in that currency (BT-111) is missing.",
        "Adăugați un cac:TaxTotal care are doar cbc:TaxAmount în moneda din cbc:TaxCurrencyCode.",
        "Add a cac:TaxTotal with only a cbc:TaxAmount in the currency of cbc:TaxCurrencyCode."));

    private static bool HasTotalInTaxCurrency(Element document, Facts facts)
    {
        foreach (var currency in document.Children(Ubl.TaxCurrencyCode))
            if (!AnyTotalIn(facts.Tree, currency.Text))
                return false;
        return true;
    }

    private static bool AnyTotalIn(XmlTree tree, ReadOnlySpan<byte> currency)
    {
        foreach (var total in tree.All(Ubl.TaxTotal))
            foreach (var amount in total.Children(Ubl.TaxAmount))
                if (amount.TryAttribute(AttributeNames.CurrencyId, out var of) && of.SequenceEqual(currency))
                    return true;
        return false;
    }
}
