using Cerniq.EInvoicing.Validation.CodeLists;
using Cerniq.EInvoicing.Validation.Rules.Paths;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules.Romania;

/// <summary>Head of the document: specification, number, type, currency (BR-RO-001 to -040, -A020).</summary>
internal static class RomanianDocumentRules
{
    private const string Specification = "urn:cen.eu:en16931:2017#compliant#urn:efactura.mfinante.ro:CIUS-RO:1.0.1";

    public static void AddTo(RuleBook book)
    {
        book.Document
            .Fatal("BR-RO-001", (e, _) => e.Child(Ubl.CustomizationId).Text.SequenceEqual("urn:cen.eu:en16931:2017#compliant#urn:efactura.mfinante.ro:CIUS-RO:1.0.1"u8),
                (e, _) => new Finding(Specification, e.Child(Ubl.CustomizationId).ToString()), new RuleText(
                    "Identificatorul specificației (BT-24) nu este cel al CIUS-RO.",
                    "The specification identifier (BT-24) is not that of CIUS-RO.",
                    $"Scrieți exact {Specification} în cbc:CustomizationID.",
                    $"Write exactly {Specification} in cbc:CustomizationID."))
            .Fatal("BR-RO-010", (e, _) => e.Child(Ubl.Id).Text.ContainsAnyInRange((byte)'0', (byte)'9'), (e, _) => new Finding(null, e.Child(Ubl.Id).ToString()), new RuleText(
                "Numărul facturii (BT-1) nu conține nicio cifră.",
                "The invoice number (BT-1) contains no digit.",
                "Dați facturii un număr cu cel puțin o cifră.",
                "Give the invoice a number with at least one digit."))
            .Fatal("BR-RO-030", e => IsLei(e, Ubl.TaxCurrencyCode) || IsLei(e, Ubl.DocumentCurrencyCode), new RuleText(
                "Moneda facturii (BT-5) nu este RON și nici moneda contabilizării TVA (BT-6) nu este RON.",
                "The invoice currency (BT-5) is not RON, and the VAT accounting currency (BT-6) is not RON either.",
                "La o factură în altă monedă scrieți RON în cbc:TaxCurrencyCode și adăugați totalul TVA în lei.",
                "For an invoice in another currency write RON in cbc:TaxCurrencyCode, and add the VAT total in lei."));
        book.Paths.Add("cbc:Note", PathDemand.AtMost, 20, new Rule("BR-RO-A020", Severity.Fatal, new RuleText(
            "Factura are mai mult de 20 de note (BT-22).",
            "The invoice has more than 20 notes (BT-22).",
            "Uniți notele: cel mult 20 de elemente cbc:Note.",
            "Join the notes: at most 20 elements cbc:Note."), static _ => true));
        Types(book);
    }

    private static bool IsLei(Element document, ushort currency) => XmlText.Is(document.Child(currency).Text, "RON"u8);

    private static void Types(RuleBook book)
    {
        Code(book.Context(Ubl.InvoiceTypeCode), "BR-RO-020_1", CodeList.From("380", "384", "389", "751"), "codul tipului facturii (BT-3)", "the invoice type code (BT-3)");
        Code(book.Context(Ubl.CreditNoteTypeCode), "BR-RO-020_2", CodeList.From("381"), "codul tipului notei de credit (BT-3)", "the credit note type code (BT-3)");
        Code(book.Context(Ubl.DescriptionCode, e => e.Parent.Name == Ubl.InvoicePeriod), "BR-RO-040", CodeList.From("3", "35", "432"),
            "codul datei de TVA (BT-8)", "the VAT point date code (BT-8)");
    }

    private static void Code(RuleContext context, string id, CodeList codes, string ro, string en)
    {
        var list = string.Join(", ", codes.Codes);
        context.Fatal(id, (e, _) => codes.Has(e.Text), (e, _) => new Finding(list, e.ToString()), CodeRules.Unknown(ro, en, $"CIUS-RO: {list}", $"CIUS-RO: {list}"));
    }
}
