using System.Text;
using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Ubl.Writing;

/// <summary>The document from root to last line, in the order of the UBL 2.1 schemas. The two roots differ in their header only.</summary>
internal static class DocumentWriter
{
    private const string CommonNamespaces =
        " xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\""
        + " xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">";

    private const string Declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private static readonly byte[] InvoiceStart = Encoding.UTF8.GetBytes(
        Declaration + "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\"" + CommonNamespaces);

    private static readonly byte[] CreditNoteStart = Encoding.UTF8.GetBytes(
        Declaration + "<CreditNote xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2\"" + CommonNamespaces);

    public static void Write(Utf8XmlBuffer xml, Invoice invoice)
    {
        var creditNote = invoice.Kind.IsCreditNote;
        var currency = CurrencyAttribute(invoice.Currency);
        xml.OpenRoot(creditNote ? CreditNoteStart : InvoiceStart);
        if (creditNote)
            HeaderWriter.WriteCreditNote(xml, invoice);
        else
            HeaderWriter.WriteInvoice(xml, invoice);
        PartyWriter.Write(xml, invoice);
        PaymentWriter.WriteDelivery(xml, invoice.Delivery);
        PaymentWriter.WriteMeans(xml, invoice);
        if (!XmlWhitespace.IsBlank(invoice.PaymentTerms))
        {
            xml.Open("cac:PaymentTerms"u8);
            xml.Text("cbc:Note"u8, invoice.PaymentTerms);
            xml.Close("cac:PaymentTerms"u8);
        }

        foreach (var item in invoice.AllowanceCharges)
            TotalsWriter.WriteAllowanceCharge(xml, item, currency);
        TotalsWriter.Write(xml, invoice, currency);
        foreach (var line in invoice.Lines)
            LineWriter.Write(xml, line, creditNote, currency);
        xml.Close(creditNote ? "CreditNote"u8 : "Invoice"u8);
        xml.Raw("\n"u8);
    }

    /// <summary>A currency as an attribute, encoded once for the whole document.</summary>
    public static byte[] CurrencyAttribute(string currency) => Encoding.UTF8.GetBytes($" currencyID=\"{currency}\"");
}
