using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Ubl.Reading;

/// <summary>Everything before the parties.</summary>
internal static class HeaderReader
{
    private const string ObjectType = "130";
    private const string ProjectType = "50";
    private static readonly Party Nobody = new() { Name = string.Empty };

    public static Invoice Read(UblElement root, bool creditNote, ValueReader values)
    {
        var period = root.Child("InvoicePeriod");
        if (root.Basic("IssueDate")?.TrimmedContent is null)
            values.Missing(root, "cbc:IssueDate");
        var additional = root.Children("AdditionalDocumentReference");
        return new Invoice
        {
            SpecificationId = root.Text("CustomizationID") ?? string.Empty,
            BusinessProcess = root.Text("ProfileID"),
            Kind = Kind(root, creditNote, values),
            Number = values.RequiredText(root, "ID"),
            IssueDate = values.Date(root, "IssueDate") ?? default,
            TaxPointDate = values.Date(root, "TaxPointDate"),
            TaxPointCode = period?.Text("DescriptionCode"),
            Currency = values.RequiredText(root, "DocumentCurrencyCode"),
            TaxCurrency = root.Text("TaxCurrencyCode"),
            AccountingCost = root.Text("AccountingCost"),
            Notes = root.Basics("Note").Select(Note).OfType<InvoiceNote>().ToValueList(),
            Period = ReadPeriod(period, values),
            References = References(root, additional, creditNote, values),
            Attachments = Attachments(additional, creditNote, values),
            Seller = Nobody,
            Buyer = Nobody,
            Lines = [],
        };
    }

    public static Period? ReadPeriod(UblElement? period, ValueReader values)
    {
        if (period is null)
            return null;
        var start = values.Date(period, "StartDate");
        var end = values.Date(period, "EndDate");
        return start is null && end is null ? null : new Period(start, end);
    }

    private static DocumentKind Kind(UblElement root, bool creditNote, ValueReader values)
    {
        var code = values.RequiredText(root, creditNote ? "CreditNoteTypeCode" : "InvoiceTypeCode");
        return DocumentKind.Of(code, creditNote);
    }

    private static InvoiceNote? Note(UblElement element)
    {
        if (element.TrimmedContent is not { } text)
            return null;
        var hasSubject = text.Length > 5 && text[0] == '#' && text[4] == '#' && text.AsSpan(1, 3).IndexOfAnyExceptInRange('A', 'Z') < 0;
        return hasSubject ? new InvoiceNote(text[5..], text[1..4]) : new InvoiceNote(text);
    }

    private static References References(UblElement root, List<UblElement> additional, bool creditNote, ValueReader values)
    {
        var order = root.Child("OrderReference");
        var objectReference = additional.Find(document => TypeOf(document) == ObjectType);
        return new References
        {
            BuyerReference = root.Text("BuyerReference"),
            Project = creditNote
                ? additional.Find(document => TypeOf(document) == ProjectType)?.Text("ID")
                : root.Child("ProjectReference")?.Text("ID"),
            Contract = root.Child("ContractDocumentReference")?.Text("ID"),
            PurchaseOrder = order?.Text("ID"),
            SalesOrder = order?.Text("SalesOrderID"),
            ReceivingAdvice = root.Child("ReceiptDocumentReference")?.Text("ID"),
            DespatchAdvice = root.Child("DespatchDocumentReference")?.Text("ID"),
            Tender = root.Child("OriginatorDocumentReference")?.Text("ID"),
            InvoicedObject = ValueReader.Identifier(objectReference),
            PrecedingInvoices = root.Children("BillingReference").Select(reference => reference.Child("InvoiceDocumentReference"))
                .OfType<UblElement>()
                .Select(document => new PrecedingInvoice(values.RequiredText(document, "ID"), values.Date(document, "IssueDate")))
                .ToValueList(),
        };
    }

    // The first of type 130 and, in a credit note, of type 50 are references; all others are supporting documents.
    private static ValueList<SupportingDocument> Attachments(List<UblElement> additional, bool creditNote, ValueReader values)
    {
        var objectReference = additional.Find(document => TypeOf(document) == ObjectType);
        var project = creditNote ? additional.Find(document => TypeOf(document) == ProjectType) : null;
        return additional.Where(document => document != objectReference && document != project)
            .Select(document => Attachment(document, values)).ToValueList();
    }

    private static string? TypeOf(UblElement document) => document.Text("DocumentTypeCode");

    private static SupportingDocument Attachment(UblElement document, ValueReader values)
    {
        var attachment = document.Child("Attachment");
        return new SupportingDocument
        {
            Id = values.RequiredText(document, "ID"),
            Description = document.Text("DocumentDescription"),
            Uri = attachment?.Child("ExternalReference")?.Text("URI"),
            File = File(attachment?.Basic("EmbeddedDocumentBinaryObject"), values),
        };
    }

    private static AttachedFile? File(UblElement? element, ValueReader values)
    {
        if (element is null)
            return null;
        var bytes = new byte[element.Content.Length / 4 * 3 + 3];
        if (!Convert.TryFromBase64String(element.Content, bytes, out var length))
        {
            values.Bad(element, "The embedded file is not base64.");
            return null;
        }

        return new AttachedFile
        {
            FileName = element.Attribute("filename") ?? string.Empty,
            MimeCode = element.Attribute("mimeCode") ?? string.Empty,
            Content = bytes.AsMemory(0, length),
        };
    }
}
