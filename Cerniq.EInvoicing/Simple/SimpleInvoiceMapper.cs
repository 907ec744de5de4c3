using Cerniq.EInvoicing.Calculation;
using Cerniq.EInvoicing.Identity;
using Cerniq.EInvoicing.Model;
using Cerniq.EInvoicing.Tax;
using Cerniq.EInvoicing.Ubl;

namespace Cerniq.EInvoicing.Simple;

/// <summary>Makes an invoice of the few fields a sales system has, with the defaults a Romanian accountant would choose.</summary>
public static class SimpleInvoiceMapper
{
    private const string CreditTransferCode = "42"; // payment to bank account

    /// <summary>Reads the JSON and maps it. Never throws on bad input: everything wrong is in the result, with field and line.</summary>
    public static SimpleResult Read(ReadOnlySpan<byte> json, SimpleOptions? options = null)
    {
        var log = new FieldLog();
        var simple = SimpleInvoiceParser.Parse(json, log);
        return simple is null ? Result(null, log) : Map(simple, options ?? new SimpleOptions(), log);
    }

    /// <summary>Maps an invoice that is already in memory; its problems have no line.</summary>
    public static SimpleResult Map(SimpleInvoice invoice, SimpleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(invoice);
        return Map(invoice, options ?? new SimpleOptions(), new FieldLog());
    }

    private static SimpleResult Map(SimpleInvoice simple, SimpleOptions options, FieldLog log)
    {
        var kind = Kind(simple.Type, options, log);
        CheckHeader(simple, kind, log);
        var draft = Draft(simple, kind, options, log);
        if (log.Problems.Count > 0)
            return Result(null, log);
        try
        {
            var invoice = WithDueDate(InvoiceCalculator.Calculate(draft, simple.ExchangeRate), log);
            TotalsComparison.Compare(simple, invoice, log);
            foreach (var problem in UblWriter.Check(invoice))
                log.Problem(JsonField.Of(problem.Path), $"{problem.MessageRo} ({problem.Term})", $"{problem.MessageEn} ({problem.Term})");
            return Result(invoice, log);
        }
        catch (OverflowException)
        {
            log.Problem("lines", "sume prea mari pentru a fi calculate", "amounts too large to compute with");
            return Result(null, log);
        }
    }

    private static SimpleResult Result(Invoice? invoice, FieldLog log) =>
        new() { Invoice = log.Problems.Count == 0 ? invoice : null, Problems = log.Problems, Warnings = log.Warnings };

    private static DocumentKind Kind(string? type, SimpleOptions options, FieldLog log)
    {
        switch (type?.ToLowerInvariant().Replace('-', '_'))
        {
            case null:
                return options.DefaultKind;
            case "invoice" or "380":
                return DocumentKind.Invoice;
            case "credit_note" or "381":
                return DocumentKind.CreditNote;
            case "corrected" or "384":
                return DocumentKind.Corrected;
            case "self_billed" or "389":
                return DocumentKind.SelfBilled;
            case "accounting" or "751":
                return DocumentKind.Accounting;
            default:
                log.Problem("type", $"„{type}”: scrieți invoice, credit_note, corrected, self_billed sau accounting", $"'{type}': write invoice, credit_note, corrected, self_billed or accounting");
                return options.DefaultKind;
        }
    }

    private static void CheckHeader(SimpleInvoice simple, DocumentKind kind, FieldLog log)
    {
        if (simple.InvoiceNumber is null)
            log.Problem("invoice_number", "lipsește numărul facturii", "the invoice number is missing");
        if (simple.IssueDate is null)
            log.Problem("issue_date", "lipsește data emiterii", "the issue date is missing");
        if (simple.Lines.Count == 0)
            log.Problem("lines", "factura nu are nicio linie", "the invoice has no line");
        if (Currency(simple) != "RON" && simple.ExchangeRate is not > 0m)
            log.Problem("exchange_rate", "o factură în valută are nevoie de cursul în lei (BT-111)", "an invoice in another currency needs the rate in lei (BT-111)");
        if (simple.Seller.Iban is { } iban && !Iban.IsValid(iban))
            log.Problem("seller.iban", $"„{iban}” nu este un IBAN valid", $"'{iban}' is not a valid IBAN");
        if (kind == DocumentKind.CreditNote && simple.Lines.Any(line => line.Quantity < 0m))
            log.Problem("lines", "o notă de creditare are cantități pozitive; stornarea cu minus este o factură (type: invoice)", "a credit note has positive quantities; a storno with minus is an invoice (type: invoice)");
    }

    private static Invoice Draft(SimpleInvoice simple, DocumentKind kind, SimpleOptions options, FieldLog log)
    {
        var sellerPaysVat = PartyMapping.SellerPaysVat(simple);
        var vat = new VatChoice(simple, kind, sellerPaysVat, log);
        var mapping = new LineMapping(vat, log);
        var lines = simple.Lines.Select(mapping.Map).ToList();
        var adjustments = simple.Discounts.Select((item, i) => mapping.Map(item, isCharge: false, lines, $"discounts[{i}]"))
            .Concat(simple.Charges.Select((item, i) => mapping.Map(item, isCharge: true, lines, $"charges[{i}]"))).ToValueList();
        var parties = new PartyMapping(options, log);
        var currency = Currency(simple);
        return new Invoice
        {
            Kind = kind,
            Number = simple.InvoiceNumber ?? string.Empty,
            IssueDate = simple.IssueDate ?? default,
            DueDate = simple.DueDate,
            TaxPointDate = simple.TaxPointDate,
            Currency = currency,
            TaxCurrency = currency == "RON" ? null : "RON",
            Notes = Notes(simple, currency),
            Period = simple.PeriodStart is null && simple.PeriodEnd is null ? null : new Period(simple.PeriodStart, simple.PeriodEnd),
            References = References(simple, log),
            Seller = parties.Seller(simple.Seller, sellerPaysVat),
            Buyer = parties.Buyer(simple.Buyer, outOfScope: lines.Count > 0 && lines.TrueForAll(line => line.Vat.Category == VatCategory.O)),
            Delivery = simple.DeliveryDate is null && simple.DeliveryAddress is null
                ? null
                : new Delivery { Date = simple.DeliveryDate, Address = simple.DeliveryAddress is { } address ? parties.DeliveryAddress(address) : null },
            PaymentMeans = PaymentMeans(simple),
            PaymentTerms = simple.PaymentTerms,
            AllowanceCharges = adjustments,
            PrepaidAmount = simple.Prepaid,
            RoundingAmount = simple.Rounding,
            VatBreakdown = vat.Reasons,
            Lines = lines.ToValueList(),
        };
    }

    private static string Currency(SimpleInvoice simple) => simple.Currency?.ToUpperInvariant() is { } currency and not "LEI" ? currency : "RON";

    private static ValueList<InvoiceNote> Notes(SimpleInvoice simple, string currency)
    {
        var notes = simple.Notes.Select(note => new InvoiceNote(note)).ToList();
        if (currency != "RON" && simple.ExchangeRate is { } rate)
            notes.Add(new InvoiceNote($"Curs de schimb: 1 {currency} = {rate} RON"));
        return notes.ToValueList();
    }

    private static References References(SimpleInvoice simple, FieldLog log)
    {
        for (var i = 0; i < simple.PrecedingInvoices.Count; i++)
        {
            if (simple.PrecedingInvoices[i].Number is null)
                log.Problem($"preceding_invoices[{i}].number", "lipsește", "is missing");
        }

        return new References
        {
            BuyerReference = simple.BuyerReference,
            PurchaseOrder = simple.OrderReference,
            Contract = simple.ContractReference,
            Project = simple.ProjectReference,
            PrecedingInvoices = simple.PrecedingInvoices.Select(item => new PrecedingInvoice(item.Number ?? string.Empty, item.IssueDate)).ToValueList(),
        };
    }

    private static ValueList<PaymentMeans> PaymentMeans(SimpleInvoice simple)
    {
        var account = Iban.TryParse(simple.Seller.Iban, out var iban) ? new CreditTransfer(iban.Value, simple.Seller.Name) : null;
        if (account is null && simple.PaymentMeansCode is null)
            return [];
        return [new PaymentMeans { Code = simple.PaymentMeansCode ?? CreditTransferCode, RemittanceInformation = simple.PaymentReference, CreditTransfer = account }];
    }

    // BR-CO-25 wants a due date or terms when something is to be paid; an invoice that names neither is due at once.
    private static Invoice WithDueDate(Invoice invoice, FieldLog log)
    {
        if (invoice.Kind.IsCreditNote || invoice.DueDate is not null || invoice.PaymentTerms is not null || invoice.Totals!.Payable <= 0m)
            return invoice;
        log.Warning("due_date", "fără scadență și condiții de plată: scadența este data emiterii", "neither due date nor payment terms: due on the issue date");
        return invoice with { DueDate = invoice.IssueDate };
    }
}
