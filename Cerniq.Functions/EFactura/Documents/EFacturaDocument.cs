using Cerniq.EInvoicing.Calculation;
using Cerniq.EInvoicing.Model;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.EFactura;

/// <summary>An e-invoice made out of an issued invoice, or the reasons why it cannot be made.</summary>
/// <param name="Invoice">With all amounts; null when there are problems.</param>
/// <param name="Problems">Each names the field and what to change.</param>
public sealed record MappedDocument(Invoice? Invoice, IReadOnlyList<EFacturaError> Problems);

/// <summary>Turns an issued invoice into the model of EN 16931 as CIUS-RO and ANAF want it.</summary>
public static class EFacturaDocument
{
    private const string Ron = "RON";
    private const int MaxNote = 300;
    private const int MaxNotes = 20;

    /// <param name="stornoOf">The invoice that a storno cancels or corrects.</param>
    /// <param name="stornoAsInvoice">A storno as Invoice 380 with negative quantities instead of a credit note 381.</param>
    public static MappedDocument From(
        InvoiceRecord invoice, CompanyProfile seller, PrecedingInvoice? stornoOf = null, bool stornoAsInvoice = false)
    {
        var problems = new MappingProblems();
        var isStorno = invoice.GrandTotal < 0 || (invoice.Lines.Count > 0 && invoice.Lines.All(line => line.Quantity < 0));
        var asCreditNote = isStorno && !stornoAsInvoice;
        var mapped = Map(invoice, seller, asCreditNote, stornoOf, problems);
        if (problems.Found.Count > 0)
        {
            return new MappedDocument(null, problems.Found);
        }

        var calculated = InvoiceCalculator.Calculate(mapped, mapped.TaxCurrency is null ? null : invoice.ExchangeRate);
        var settled = AmountSettlement.With(calculated, asCreditNote ? -invoice.GrandTotal : invoice.GrandTotal, problems);
        return problems.Found.Count > 0 ? new MappedDocument(null, problems.Found) : new MappedDocument(settled, []);
    }

    /// <summary>BT-1: series and number as they are printed, such as <c>FCT-0053</c>.</summary>
    public static string NumberOf(InvoiceRecord invoice) =>
        invoice.SeriesName.Length == 0 ? invoice.NumberText : $"{invoice.SeriesName}-{invoice.NumberText}";

    private static Invoice Map(
        InvoiceRecord invoice, CompanyProfile seller, bool asCreditNote, PrecedingInvoice? stornoOf, MappingProblems problems)
    {
        var number = NumberOf(invoice);
        var vat = new VatMapping(seller.IsVatPayer, invoice.Client, invoice.Mentions, problems);
        var lines = new LineMapping(vat, asCreditNote ? -1 : 1, problems);
        var mapped = invoice.Lines.Select(lines.Map).ToValueList();
        if (mapped.Count == 0)
        {
            problems.Add("BR-16", "lines", "An invoice needs a line.", "Give at least one line.");
        }

        var buyer = PartyMapping.Buyer(invoice.Client, seller.IsVatPayer, problems);
        return new Invoice
        {
            Kind = asCreditNote ? DocumentKind.CreditNote : DocumentKind.Invoice,
            Number = number,
            IssueDate = invoice.IssueDate,
            DueDate = invoice.DueDate,
            PaymentTerms = invoice.DueDate is null ? "Plata la emitere" : null,
            Currency = invoice.Currency,
            TaxCurrency = TaxCurrency(invoice, problems),
            Notes = Notes(invoice.Mentions),
            References = new References { PurchaseOrder = Given(invoice.Reference), PrecedingInvoices = stornoOf is null ? [] : [stornoOf] },
            Seller = PartyMapping.Seller(seller),
            Buyer = buyer,
            Delivery = DeliveryOf(invoice, buyer, mapped),
            PaymentMeans = [PaymentMapping.Of(invoice, seller, number)],
            VatBreakdown = vat.Reasons(mapped.Select(line => line.Vat)),
            Lines = mapped,
        };
    }

    /// <summary>BR-RO-030: VAT is also told in RON.</summary>
    private static string? TaxCurrency(InvoiceRecord invoice, MappingProblems problems)
    {
        if (invoice.Currency == Ron)
        {
            return null;
        }

        if (invoice.ExchangeRate is not > 0)
        {
            problems.Add("BR-RO-030", "exchangeRate", $"An invoice in {invoice.Currency} needs the rate of exchange, to tell its VAT in RON.", "Give exchangeRate: RON for one unit.");
        }

        return Ron;
    }

    /// <summary>A supply to another Member State must say when and where it went (BR-IC-11, BR-IC-12).</summary>
    private static Delivery? DeliveryOf(InvoiceRecord invoice, Party buyer, ValueList<InvoiceLine> lines)
    {
        if (lines.Any(line => line.Vat.Category == EInvoicing.Tax.VatCategory.K))
        {
            // CIUS-RO wants a region also abroad (BR-RO-211); where none is given the town stands for it.
            var address = buyer.Address with { Subdivision = buyer.Address.Subdivision ?? buyer.Address.City };
            return new Delivery { Date = invoice.DeliveryDate ?? invoice.IssueDate, Address = address };
        }

        return invoice.DeliveryDate is { } day ? new Delivery { Date = day } : null;
    }

    private static ValueList<InvoiceNote> Notes(string? mentions) =>
        Given(mentions) is { } text
            ? text.Chunk(MaxNote).Take(MaxNotes).Select(part => new InvoiceNote(new string(part))).ToValueList()
            : [];

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
