using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Ubl.Writing;

/// <summary>Everything before the parties. The two schemas order these elements differently, so each has its own sequence.</summary>
internal static class HeaderWriter
{
    public static void WriteInvoice(Utf8XmlBuffer xml, Invoice invoice)
    {
        var references = invoice.References;
        WriteStart(xml, invoice);
        if (invoice.DueDate is { } dueDate)
            xml.Date("cbc:DueDate"u8, dueDate);
        xml.Text("cbc:InvoiceTypeCode"u8, invoice.Kind.Code);
        WriteNotes(xml, invoice);
        if (invoice.TaxPointDate is { } taxPoint)
            xml.Date("cbc:TaxPointDate"u8, taxPoint);
        WriteCurrencies(xml, invoice);
        WriteOrderToReceipt(xml, invoice);
        Reference(xml, "cac:OriginatorDocumentReference"u8, references.Tender);
        Reference(xml, "cac:ContractDocumentReference"u8, references.Contract);
        WriteAdditionalDocuments(xml, invoice);
        Reference(xml, "cac:ProjectReference"u8, references.Project);
    }

    public static void WriteCreditNote(Utf8XmlBuffer xml, Invoice invoice)
    {
        var references = invoice.References;
        WriteStart(xml, invoice);
        if (invoice.TaxPointDate is { } taxPoint)
            xml.Date("cbc:TaxPointDate"u8, taxPoint);
        xml.Text("cbc:CreditNoteTypeCode"u8, invoice.Kind.Code);
        WriteNotes(xml, invoice);
        WriteCurrencies(xml, invoice);
        WriteOrderToReceipt(xml, invoice);
        Reference(xml, "cac:ContractDocumentReference"u8, references.Contract);
        WriteAdditionalDocuments(xml, invoice);
        if (references.Project is not null)
            TypedReference(xml, "cac:AdditionalDocumentReference"u8, new Identifier(references.Project), "50");
        Reference(xml, "cac:OriginatorDocumentReference"u8, references.Tender);
    }

    /// <summary>A reference to a thing, of UNTDID 1001 type 130 (object) or 50 (project).</summary>
    public static void TypedReference(Utf8XmlBuffer xml, ReadOnlySpan<byte> name, Identifier identifier, string typeCode)
    {
        xml.Open(name);
        xml.Text("cbc:ID"u8, identifier.Value, "schemeID"u8, identifier.SchemeId);
        xml.Text("cbc:DocumentTypeCode"u8, typeCode);
        xml.Close(name);
    }

    public static void WritePeriod(Utf8XmlBuffer xml, Period? period, string? taxPointCode)
    {
        if (period is null && XmlWhitespace.IsBlank(taxPointCode))
            return;
        xml.Open("cac:InvoicePeriod"u8);
        if (period?.Start is { } start)
            xml.Date("cbc:StartDate"u8, start);
        if (period?.End is { } end)
            xml.Date("cbc:EndDate"u8, end);
        xml.Text("cbc:DescriptionCode"u8, taxPointCode);
        xml.Close("cac:InvoicePeriod"u8);
    }

    private static void WriteStart(Utf8XmlBuffer xml, Invoice invoice)
    {
        xml.Text("cbc:CustomizationID"u8, invoice.SpecificationId);
        xml.Text("cbc:ProfileID"u8, invoice.BusinessProcess);
        xml.Text("cbc:ID"u8, invoice.Number);
        xml.Date("cbc:IssueDate"u8, invoice.IssueDate);
    }

    private static void WriteNotes(Utf8XmlBuffer xml, Invoice invoice)
    {
        foreach (var note in invoice.Notes)
            xml.Text("cbc:Note"u8, note.SubjectCode is null ? note.Text : $"#{note.SubjectCode}#{note.Text}");
    }

    private static void WriteCurrencies(Utf8XmlBuffer xml, Invoice invoice)
    {
        xml.Text("cbc:DocumentCurrencyCode"u8, invoice.Currency);
        xml.Text("cbc:TaxCurrencyCode"u8, invoice.TaxCurrency);
        xml.Text("cbc:AccountingCost"u8, invoice.AccountingCost);
        xml.Text("cbc:BuyerReference"u8, invoice.References.BuyerReference);
    }

    private static void WriteOrderToReceipt(Utf8XmlBuffer xml, Invoice invoice)
    {
        var references = invoice.References;
        WritePeriod(xml, invoice.Period, invoice.TaxPointCode);
        if (references.PurchaseOrder is not null)
        {
            xml.Open("cac:OrderReference"u8);
            xml.Text("cbc:ID"u8, references.PurchaseOrder);
            xml.Text("cbc:SalesOrderID"u8, references.SalesOrder);
            xml.Close("cac:OrderReference"u8);
        }

        foreach (var preceding in references.PrecedingInvoices)
            WritePreceding(xml, preceding);
        Reference(xml, "cac:DespatchDocumentReference"u8, references.DespatchAdvice);
        Reference(xml, "cac:ReceiptDocumentReference"u8, references.ReceivingAdvice);
    }

    private static void WritePreceding(Utf8XmlBuffer xml, PrecedingInvoice preceding)
    {
        xml.Open("cac:BillingReference"u8);
        xml.Open("cac:InvoiceDocumentReference"u8);
        xml.Text("cbc:ID"u8, preceding.Number);
        if (preceding.IssueDate is { } date)
            xml.Date("cbc:IssueDate"u8, date);
        xml.Close("cac:InvoiceDocumentReference"u8);
        xml.Close("cac:BillingReference"u8);
    }

    private static void WriteAdditionalDocuments(Utf8XmlBuffer xml, Invoice invoice)
    {
        if (invoice.References.InvoicedObject is { } invoicedObject)
            TypedReference(xml, "cac:AdditionalDocumentReference"u8, invoicedObject, "130");
        foreach (var document in invoice.Attachments)
            WriteAttachment(xml, document);
    }

    private static void WriteAttachment(Utf8XmlBuffer xml, SupportingDocument document)
    {
        xml.Open("cac:AdditionalDocumentReference"u8);
        xml.Text("cbc:ID"u8, document.Id);
        xml.Text("cbc:DocumentDescription"u8, document.Description);
        if (document.File is not null || document.Uri is not null)
        {
            xml.Open("cac:Attachment"u8);
            if (document.File is { } file)
                xml.Binary("cbc:EmbeddedDocumentBinaryObject"u8, file.Content.Span, file.MimeCode, file.FileName);
            if (document.Uri is not null)
            {
                xml.Open("cac:ExternalReference"u8);
                xml.Text("cbc:URI"u8, document.Uri);
                xml.Close("cac:ExternalReference"u8);
            }

            xml.Close("cac:Attachment"u8);
        }

        xml.Close("cac:AdditionalDocumentReference"u8);
    }

    private static void Reference(Utf8XmlBuffer xml, ReadOnlySpan<byte> name, string? id)
    {
        if (XmlWhitespace.IsBlank(id))
            return;
        xml.Open(name);
        xml.Text("cbc:ID"u8, id);
        xml.Close(name);
    }
}
