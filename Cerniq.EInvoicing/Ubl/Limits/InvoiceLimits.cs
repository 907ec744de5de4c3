using Cerniq.EInvoicing.Model;

namespace Cerniq.EInvoicing.Ubl.Limits;

/// <summary>What CIUS-RO and the UBL schema cannot hold: lengths, counts, decimals, characters, forbidden combinations.</summary>
internal static class InvoiceLimits
{
    private const int MaxNotes = 20;
    private const int MaxNoteLength = 300;
    private const int MaxPreceding = 500;
    private const int MaxAttachments = 50;
    private static readonly Place Root = new("");

    public static IReadOnlyList<InvoiceProblem> Check(Invoice invoice)
    {
        var romanian = invoice.SpecificationId == Invoice.CiusRo;
        var found = new ProblemCollector(romanian);
        CheckHeader(invoice, found, romanian);
        CheckCurrencies(invoice, found, romanian);
        CheckNotes(invoice, found);
        CheckReferences(invoice, found);
        CheckAttachments(invoice.Attachments, found);
        PartyLimits.Check(invoice, found);
        PaymentLimits.Check(invoice, found);
        TotalsLimits.Check(invoice, found);
        for (var i = 0; i < invoice.Lines.Count; i++)
            LineLimits.Check(invoice.Lines[i], i, found);
        return found.Problems;
    }

    public static void CheckPeriod(Period? period, string term, Place place, string field, ProblemCollector found)
    {
        if (period is null)
            return;
        found.Require(period.Start is not null || period.End is not null, ProblemKind.Missing, term, place, field, "BR-CO-19",
            "nu are nici început, nici sfârșit", "has neither a start nor an end");
        found.Require(period.Start is null || period.End is null || period.Start <= period.End, ProblemKind.NotAllowed, term, place, field, "BR-29",
            "se termină înainte de a începe", "ends before it starts");
    }

    private static void CheckHeader(Invoice invoice, ProblemCollector found, bool romanian)
    {
        found.Required(invoice.Number, 200, "BT-1", "BR-RO-L155", Root, "Number");
        found.Require(!romanian || string.IsNullOrWhiteSpace(invoice.Number) || invoice.Number.AsSpan().ContainsAnyInRange('0', '9'), ProblemKind.NotAllowed, "BT-1", Root, "Number", "BR-RO-010",
            "trebuie să conțină cel puțin o cifră", "must contain at least one digit");
        found.Required(invoice.SpecificationId, "BT-24", Root, "SpecificationId");
        found.Text(invoice.BusinessProcess, "BT-23", Root, "BusinessProcess");
        found.Text(invoice.AccountingCost, 100, "BT-19", "BR-RO-L1001", Root, "AccountingCost");
        found.Require(!romanian || invoice.Kind.IsRomanian, ProblemKind.NotAllowed, "BT-3", Root, "Kind", "BR-RO-020",
            $"codul {invoice.Kind.Code} nu este acceptat de CIUS-RO în acest document", $"code {invoice.Kind.Code} is not accepted by CIUS-RO in this document");
        found.Require(invoice.TaxPointDate is null || invoice.TaxPointCode is null, ProblemKind.NotAllowed, "BT-7", Root, "TaxPointDate", "BR-CO-03",
            "data exigibilității și codul ei se exclud: păstrați una", "the tax point date and its code exclude each other: keep one");
        found.Require(!romanian || invoice.TaxPointCode is null or "3" or "35" or "432", ProblemKind.NotAllowed, "BT-8", Root, "TaxPointCode", "BR-RO-040",
            "codul exigibilității poate fi 3, 35 sau 432", "the tax point code may be 3, 35 or 432");
        CheckPeriod(invoice.Period, "BG-14", Root, "Period", found);
        found.Require(invoice.Lines.Count > 0, ProblemKind.Missing, "BG-25", Root, "Lines", "BR-16", "factura nu are nicio linie", "the invoice has no line");
    }

    private static void CheckCurrencies(Invoice invoice, ProblemCollector found, bool romanian)
    {
        found.Require(IsCurrency(invoice.Currency), ProblemKind.NotAllowed, "BT-5", Root, "Currency", "BR-CL-03",
            "moneda are trei litere mari (ISO 4217)", "a currency has three capital letters (ISO 4217)");
        found.Require(invoice.TaxCurrency is null || IsCurrency(invoice.TaxCurrency), ProblemKind.NotAllowed, "BT-6", Root, "TaxCurrency", "BR-CL-05",
            "moneda are trei litere mari (ISO 4217)", "a currency has three capital letters (ISO 4217)");
        found.Require(!romanian || invoice.Currency == "RON" || invoice.TaxCurrency == "RON", ProblemKind.Missing, "BT-6", Root, "TaxCurrency", "BR-RO-030",
            "o factură în altă monedă decât RON are moneda TVA RON", "an invoice not in RON states its VAT in RON too");
        found.Require(invoice.TaxCurrency is null || invoice.TaxCurrency == invoice.Currency || invoice.Totals?.VatInTaxCurrency is not null,
            ProblemKind.Missing, "BT-111", Root, "Totals.VatInTaxCurrency", "BR-53",
            "lipsește TVA în moneda de contabilitate: calculați cu un curs de schimb", "VAT in the accounting currency is missing: calculate with an exchange rate");
    }

    private static void CheckNotes(Invoice invoice, ProblemCollector found)
    {
        found.Count(invoice.Notes.Count, MaxNotes, "BG-1", "BR-RO-A020", Root, "Notes");
        for (var i = 0; i < invoice.Notes.Count; i++)
        {
            var note = invoice.Notes[i];
            var prefix = note.SubjectCode is null ? 0 : note.SubjectCode.Length + 2;
            found.Required(note.Text, MaxNoteLength - prefix, "BT-22", "BR-RO-L302", new Place("Notes", i), "Text");
            found.Require(note.SubjectCode is null || (note.SubjectCode.Length == 3 && note.SubjectCode.All(char.IsAsciiLetterUpper)),
                ProblemKind.NotAllowed, "BT-21", new Place("Notes", i), "SubjectCode", "BR-CL-08", "are trei litere mari (UNTDID 4451)", "has three capital letters (UNTDID 4451)");
        }
    }

    private static void CheckReferences(Invoice invoice, ProblemCollector found)
    {
        var references = invoice.References;
        var place = new Place("References");
        found.Text(references.BuyerReference, "BT-10", place, "BuyerReference");
        found.Text(references.Project, 200, "BT-11", invoice.Kind.IsCreditNote ? "BR-RO-L0308" : null, place, "Project");
        found.Text(references.Contract, 200, "BT-12", "BR-RO-L0302", place, "Contract");
        found.Text(references.PurchaseOrder, 200, "BT-13", "BR-RO-L0303", place, "PurchaseOrder");
        found.Text(references.SalesOrder, 200, "BT-14", "BR-RO-L0304", place, "SalesOrder");
        found.Require(references.SalesOrder is null || references.PurchaseOrder is not null, ProblemKind.NotAllowed, "BT-14", place, "SalesOrder", null,
            "UBL păstrează comanda vânzătorului doar lângă cea a cumpărătorului (BT-13)", "UBL holds the seller's order only beside the buyer's (BT-13)");
        found.Text(references.ReceivingAdvice, 200, "BT-15", "BR-RO-L0305", place, "ReceivingAdvice");
        found.Text(references.DespatchAdvice, 200, "BT-16", "BR-RO-L0306", place, "DespatchAdvice");
        found.Text(references.Tender, 200, "BT-17", "BR-RO-L0307", place, "Tender");
        found.Identifier(references.InvoicedObject, "BT-18", place, "InvoicedObject", 200, "BR-RO-L0308");
        found.Count(references.PrecedingInvoices.Count, MaxPreceding, "BG-3", "BR-RO-A500", place, "PrecedingInvoices");
        for (var i = 0; i < references.PrecedingInvoices.Count; i++)
            found.Required(references.PrecedingInvoices[i].Number, 200, "BT-25", "BR-RO-L156", new Place("References.PrecedingInvoices", i), "Number");
    }

    private static void CheckAttachments(ValueList<SupportingDocument> attachments, ProblemCollector found)
    {
        found.Count(attachments.Count, MaxAttachments, "BG-24", "BR-RO-A051", Root, "Attachments");
        for (var i = 0; i < attachments.Count; i++)
        {
            var place = new Place("Attachments", i);
            found.Required(attachments[i].Id, 200, "BT-122", "BR-RO-L0308", place, "Id");
            found.Text(attachments[i].Description, 100, "BT-123", "BR-RO-L1020", place, "Description");
            found.Text(attachments[i].Uri, 200, "BT-124", "BR-RO-L210", place, "Uri");
            if (attachments[i].File is not { } file)
                continue;
            found.Required(file.FileName, 200, "BT-125", "BR-RO-L211", place, "File.FileName");
            found.Required(file.MimeCode, "BT-125", place, "File.MimeCode");
        }
    }

    private static bool IsCurrency(string? code) => code is { Length: 3 } && code.AsSpan().IndexOfAnyExceptInRange('A', 'Z') < 0;
}
