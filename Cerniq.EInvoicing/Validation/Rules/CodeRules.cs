using Cerniq.EInvoicing.Validation.CodeLists;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Rules;

/// <summary>Codes must be from their lists (BR-CL-01 to -26).</summary>
internal static class CodeRules
{
    public static void AddTo(RuleBook book)
    {
        DocumentCodes(book);
        Currencies(book);
        Schemes(book);
        PlainCodes(book);
        Units(book);
        Notes(book);
        Exemption(book);
        Mime(book);
    }

    public static RuleText Unknown(string ro, string en, string listRo, string listEn) => new(
        $"{Lengths.Upper(ro)} nu este în lista {listRo}.",
        $"{Lengths.Upper(en)} is not in the list {listEn}.",
        $"Alegeți un cod din lista {listRo}, scris exact ca acolo.",
        $"Choose a code of the list {listEn}, written exactly as there.");

    private static RuleText Unknown(string ro, string en, string list) => Unknown(ro, en, list, list);

    private static void Text(RuleContext context, string id, CodeList list, RuleText text) =>
        context.Fatal(id, (e, _) => list.Has(e.Text), (e, _) => new Finding(null, e.ToString()), text);

    private static void Attribute(RuleContext context, string id, byte attribute, CodeList list, RuleText text) => context.Fatal(
        id, (e, _) => list.Has(e.Attribute(attribute)), (e, _) => new Finding(null, System.Text.Encoding.UTF8.GetString(e.Attribute(attribute))), text);

    private static void DocumentCodes(RuleBook book)
    {
        var text = Unknown("codul tipului facturii (BT-3)", "the invoice type code (BT-3)", "UNTDID 1001");
        var (invoice, credit) = (CodeList.Of("BR-CL-01", 0, book.Profile), CodeList.Of("BR-CL-01", 1, book.Profile));
        book.Context([Ubl.InvoiceTypeCode, Ubl.CreditNoteTypeCode]).Fatal(
            "BR-CL-01", (e, _) => (e.Name == Ubl.InvoiceTypeCode ? invoice : credit).Has(e.Text), (e, _) => new Finding(null, e.ToString()), text);
    }

    private static void Currencies(RuleBook book)
    {
        Text(book.Context(Ubl.DocumentCurrencyCode), "BR-CL-04", CodeList.Of("BR-CL-04", 0, book.Profile),
            Unknown("moneda facturii (BT-5)", "the invoice currency (BT-5)", "ISO 4217"));
        Text(book.Context(Ubl.TaxCurrencyCode), "BR-CL-05", CodeList.Of("BR-CL-05", 0, book.Profile),
            Unknown("moneda contabilizării TVA (BT-6)", "the VAT accounting currency (BT-6)", "ISO 4217"));
        var text = Unknown("moneda unei sume (currencyID)", "the currency of an amount (currencyID)", "ISO 4217");
        var list = CodeList.Of("BR-CL-03", 0, book.Profile);
        // ANAF's edition judges every attribute, the current one the amounts that EN 16931 uses.
        if (book.IsRo)
            AttributeAnywhere(book, "BR-CL-03", AttributeNames.CurrencyId, list, text);
        else
            Attribute(book.Context(
                [
                    Ubl.Amount, Ubl.BaseAmount, Ubl.PriceAmount, Ubl.TaxAmount, Ubl.TaxableAmount, Ubl.LineExtensionAmount, Ubl.TaxExclusiveAmount,
                    Ubl.TaxInclusiveAmount, Ubl.AllowanceTotalAmount, Ubl.ChargeTotalAmount, Ubl.PrepaidAmount, Ubl.PayableRoundingAmount, Ubl.PayableAmount,
                ]), "BR-CL-03", AttributeNames.CurrencyId, list, text);
    }

    private static void Units(RuleBook book)
    {
        var text = Unknown("unitatea de măsură (unitCode)", "the unit of measure (unitCode)", "UN/ECE Rec. 20 + 21");
        var list = CodeList.Of("BR-CL-23", 0, book.Profile);
        if (book.IsRo)
            AttributeAnywhere(book, "BR-CL-23", AttributeNames.UnitCode, list, text);
        else
            Attribute(book.Context([Ubl.InvoicedQuantity, Ubl.BaseQuantity, Ubl.CreditedQuantity], e => e.HasAttribute(AttributeNames.UnitCode)),
                "BR-CL-23", AttributeNames.UnitCode, list, text);
    }

    private static void AttributeAnywhere(RuleBook book, string id, byte attribute, CodeList list, RuleText text) =>
        Attribute(book.EveryAttribute(attribute), id, attribute, list, text);

    private static void Schemes(RuleBook book)
    {
        var id = AttributeNames.SchemeId;
        Attribute(book.Context(Ubl.Id, OfObject), "BR-CL-07", id, CodeList.Of("BR-CL-07", 0, book.Profile),
            Unknown("schema identificatorului obiectului (BT-18-1, BT-128-1)", "the scheme of the object identifier (BT-18-1, BT-128-1)", "UNTDID 1153"));
        var parties = CodeList.Of("BR-CL-10", 0, book.Profile);
        book.Below(Ubl.PartyIdentification, Ubl.Id, e => e.HasAttribute(id)).Fatal(
            "BR-CL-10", (e, _) => parties.Has(e.Attribute(id)) || IsSepa(e), (e, _) => new Finding(null, System.Text.Encoding.UTF8.GetString(e.Attribute(id))),
            Unknown("schema identificatorului părții (BT-29-1, BT-46-1, BT-60-1)", "the scheme of the party identifier (BT-29-1, BT-46-1, BT-60-1)", "ISO 6523 ICD"));
        Attribute(book.Below(Ubl.PartyLegalEntity, Ubl.CompanyId, e => e.HasAttribute(id)), "BR-CL-11", id, CodeList.Of("BR-CL-11", 0, book.Profile),
            Unknown("schema numărului de înregistrare (BT-30-1, BT-47-1, BT-61-1)", "the scheme of the registration number (BT-30-1, BT-47-1, BT-61-1)", "ISO 6523 ICD"));
        Attribute(book.Below(Ubl.CommodityClassification, Ubl.ItemClassificationCode, e => e.HasAttribute(AttributeNames.ListId)),
            "BR-CL-13", AttributeNames.ListId, CodeList.Of("BR-CL-13", 0, book.Profile),
            Unknown("schema clasificării articolului (BT-158-1)", "the scheme of the item classification (BT-158-1)", "UNTDID 7143"));
        Attribute(book.Below(Ubl.StandardItemIdentification, Ubl.Id, e => e.HasAttribute(id)), "BR-CL-21", id, CodeList.Of("BR-CL-21", 0, book.Profile),
            Unknown("schema identificatorului standard al articolului (BT-157-1)", "the scheme of the item's standard identifier (BT-157-1)", "ISO 6523 ICD"));
        Attribute(book.Context(Ubl.EndpointId, e => e.HasAttribute(id)), "BR-CL-25", id, CodeList.Of("BR-CL-25", 0, book.Profile),
            Unknown("schema adresei electronice (BT-34-1, BT-49-1)", "the scheme of the electronic address (BT-34-1, BT-49-1)", "CEF EAS"));
        Attribute(book.Below(Ubl.DeliveryLocation, Ubl.Id, e => e.HasAttribute(id)), "BR-CL-26", id, CodeList.Of("BR-CL-26", 0, book.Profile),
            Unknown("schema locului de livrare (BT-71-1)", "the scheme of the delivery location (BT-71-1)", "ISO 6523 ICD"));
    }

    private static bool OfObject(Element id)
    {
        var holder = id.Parent;
        if ((holder.Name != Ubl.AdditionalDocumentReference && holder.Name != Ubl.DocumentReference) || !id.HasAttribute(AttributeNames.SchemeId))
            return false;
        return holder.Child(Ubl.DocumentTypeCode).Text.SequenceEqual("130"u8);
    }

    /// <summary>A bank's creditor identifier, which only a seller or a payee has.</summary>
    private static bool IsSepa(Element id) =>
        XmlText.Is(id.Attribute(AttributeNames.SchemeId), "SEPA"u8) && (id.IsAncestorNamed(Ubl.AccountingSupplierParty) || id.IsAncestorNamed(Ubl.PayeeParty));

    private static void PlainCodes(RuleBook book)
    {
        Text(book.Below(Ubl.InvoicePeriod, Ubl.DescriptionCode), "BR-CL-06", CodeList.Of("BR-CL-06", 0, book.Profile),
            Unknown("codul datei de TVA (BT-8)", "the VAT point date code (BT-8)", "UNTDID 2005 (3, 35, 432)"));
        Text(book.Below(Ubl.Country, Ubl.IdentificationCode), "BR-CL-14", CodeList.Of("BR-CL-14", 0, book.Profile),
            Unknown("codul țării", "the country code", "ISO 3166-1"));
        Text(book.Below(Ubl.OriginCountry, Ubl.IdentificationCode), "BR-CL-15", CodeList.Of("BR-CL-15", 0, book.Profile),
            Unknown("codul țării de origine (BT-159)", "the code of the country of origin (BT-159)", "ISO 3166-1"));
        Text(book.Below(Ubl.PaymentMeans, Ubl.PaymentMeansCode), "BR-CL-16", CodeList.Of("BR-CL-16", 0, book.Profile),
            Unknown("codul mijlocului de plată (BT-81)", "the payment means code (BT-81)", "UNTDID 4461"));
        Text(book.Below(Ubl.TaxCategory, Ubl.Id), "BR-CL-17", CodeList.Of("BR-CL-17", 0, book.Profile),
            Unknown("codul categoriei de TVA (BT-95, BT-102, BT-118)", "the VAT category code (BT-95, BT-102, BT-118)", "UNTDID 5305"));
        Text(book.Below(Ubl.ClassifiedTaxCategory, Ubl.Id), "BR-CL-18", CodeList.Of("BR-CL-18", 0, book.Profile),
            Unknown("codul categoriei de TVA al liniei (BT-151)", "the VAT category code of the line (BT-151)", "UNTDID 5305"));
        Text(book.Context(Ubl.AllowanceChargeReasonCode, e => OfItem(e, charge: false)), "BR-CL-19", CodeList.Of("BR-CL-19", 0, book.Profile),
            Unknown("codul motivului deducerii (BT-98, BT-140)", "the reason code of the allowance (BT-98, BT-140)", "UNTDID 5189"));
        Text(book.Context(Ubl.AllowanceChargeReasonCode, e => OfItem(e, charge: true)), "BR-CL-20", CodeList.Of("BR-CL-20", 0, book.Profile),
            Unknown("codul motivului taxei suplimentare (BT-105, BT-145)", "the reason code of the charge (BT-105, BT-145)", "UNTDID 7161"));
    }

    private static bool OfItem(Element code, bool charge) => code.Parent.Name == Ubl.AllowanceCharge && AllowanceAndChargeRules.Is(code.Parent, charge);

    private static void Notes(RuleBook book)
    {
        var subjects = CodeList.Of("BR-CL-08", 0, book.Profile);
        book.Context(Ubl.Note, e => e.Parent.Index == 1).Fatal(
            "BR-CL-08", (e, _) => HasKnownSubject(e.Text, subjects), (e, _) => new Finding(null, e.ToString()[..Math.Min(8, e.ToString().Length)]),
            Unknown("codul subiectului notei (BT-21), scris între două semne #,", "the subject code of the note (BT-21), written between two # signs,", "UNTDID 4451"));
    }

    /// <summary>Only a code of exactly three characters between the first two signs is judged.</summary>
    private static bool HasKnownSubject(ReadOnlySpan<byte> note, CodeList subjects)
    {
        var first = note.IndexOf((byte)'#');
        if (first < 0)
            return true;
        var rest = note[(first + 1)..];
        var second = rest.IndexOf((byte)'#');
        return second < 0 || XmlText.Length(rest[..second]) != 3 || subjects.HasFragment(rest[..second]);
    }

    private static void Exemption(RuleBook book)
    {
        var list = CodeList.Of("BR-CL-22", 0, book.Profile);
        book.Context(Ubl.TaxExemptionReasonCode).Fatal(
            "BR-CL-22", (e, _) => list.Has(XmlText.Upper(e.Text)), (e, _) => new Finding(null, e.ToString()),
            Unknown("codul motivului scutirii de TVA (BT-121)", "the VAT exemption reason code (BT-121)", "VATEX"));
    }

    private static void Mime(RuleBook book)
    {
        var list = CodeList.AllOf("BR-CL-24");
        book.Context(Ubl.EmbeddedDocumentBinaryObject, e => e.HasAttribute(AttributeNames.MimeCode)).Fatal(
            "BR-CL-24", (e, _) => list.HasExactly(e.Attribute(AttributeNames.MimeCode)),
            (e, _) => new Finding(string.Join(", ", list.Codes), System.Text.Encoding.UTF8.GetString(e.Attribute(AttributeNames.MimeCode))), new RuleText(
                "Tipul documentului atașat (BT-125-1) nu este permis.",
                "The type of the attached document (BT-125-1) is not allowed.",
                "Atașați PDF, PNG, JPEG, CSV, XLSX sau ODS și scrieți tipul în mimeCode.",
                "Attach a PDF, PNG, JPEG, CSV, XLSX or ODS, and write its type in mimeCode."));
    }
}
