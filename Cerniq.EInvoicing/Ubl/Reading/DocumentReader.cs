using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Ubl.Reading;

/// <summary>The document as a whole. The element order does not matter here; the schema is the validator's concern.</summary>
internal static class DocumentReader
{
    public static Invoice Read(UblElement root, List<UblReadProblem> problems)
    {
        var values = new ValueReader(problems);
        var creditNote = root.Local == "CreditNote";
        var invoice = HeaderReader.Read(root, creditNote, values);
        values.Currency = invoice.Currency;
        return invoice with
        {
            Seller = PartyReader.Read(root, "AccountingSupplierParty", values),
            Buyer = PartyReader.Read(root, "AccountingCustomerParty", values),
            Payee = PartyReader.ReadPayee(root.Child("PayeeParty"), values),
            TaxRepresentative = PartyReader.ReadRepresentative(root.Child("TaxRepresentativeParty"), values),
            Delivery = PaymentReader.ReadDelivery(root.Child("Delivery"), values),
            PaymentMeans = PaymentReader.ReadMeans(root, values),
            PaymentTerms = root.Child("PaymentTerms")?.Text("Note"),
            DueDate = creditNote ? PaymentReader.CreditNoteDueDate(root, values) : values.Date(root, "DueDate"),
            AllowanceCharges = TotalsReader.ReadAllowanceCharges(root, values),
            PrepaidAmount = TotalsReader.Total(root, "PrepaidAmount", values),
            RoundingAmount = TotalsReader.Total(root, "PayableRoundingAmount", values),
            VatBreakdown = TotalsReader.ReadBreakdown(root, invoice.Currency, values),
            Totals = TotalsReader.Read(root, invoice, values),
            Lines = LineReader.Read(root, creditNote, values),
        };
    }
}
