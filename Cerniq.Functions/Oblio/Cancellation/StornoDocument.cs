using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio.Letters;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Oblio.Cancellation;

/// <summary>Writes a storno for Oblio, and its record once Oblio has issued it.</summary>
public sealed class StornoDocument(DealDocument deals, TenantSettings settings, TimeProvider clock)
{
    /// <summary>The storno of what the cancellation took of the invoice: by reference alone when that is the invoice whole,
    /// otherwise with its lines.</summary>
    public async Task<OblioStorno> WriteAsync(InvoiceRecord invoice, CancellationRecord cancellation, CancellationToken cancellationToken)
    {
        var details = cancellation.Details;
        var part = PartOf(invoice, cancellation);
        var isWhole = invoice.Lines.Zip(part.Quantities).All(pair => pair.First.Quantity == pair.Second);
        var set = await settings.GetAsync(invoice.Tenant, cancellationToken);
        var positive = part with { Quantities = [.. part.Quantities.Select(quantity => -quantity)] };
        return new OblioStorno(
            invoice.SeriesName,
            new OblioKey(OblioDocumentType.Invoice, invoice.SeriesName, invoice.NumberText),
            RomanianTime.Today(clock),
            IdempotencyKey: "",
            Mentions: $"Stornare factura {invoice.OblioInvoiceId} din {invoice.IssueDate:dd.MM.yyyy}. {details.ReasonText}",
            InternalNote: details.InternalNotes,
            Lines: isWhole ? null : await deals.LinesAsync(invoice.Tenant, StornoLines.Of(invoice, positive.Quantities), cancellationToken),
            Currency: invoice.Currency,
            ExchangeRate: invoice.ExchangeRate,
            SendEmail: IsMailedByOblio(invoice, cancellation.Request.Options ?? new CancellationOptions(), set));
    }

    /// <summary>The storno on record: an invoice with negative quantities.</summary>
    public InvoiceRecord Record(InvoiceRecord invoice, CancellationRecord cancellation, IssuedDocument issued, bool mailed)
    {
        var totals = StornoLines.Of(invoice, PartOf(invoice, cancellation).Quantities);
        return invoice with
        {
            InvoiceId = InvoiceIds.OfStorno(invoice.Tenant, cancellation.CancellationId),
            OblioInvoiceId = $"{issued.SeriesName}-{issued.Number}",
            SeriesName = issued.SeriesName,
            Number = OblioNumber.Parse(issued.Number),
            NumberText = issued.Number,
            Lines = totals.Lines,
            Subtotal = totals.Subtotal,
            VatAmount = totals.VatAmount,
            TotalDiscount = totals.TotalDiscount,
            GrandTotal = totals.GrandTotal,
            FromProformaId = null,
            FromProformaSeries = null,
            FromProformaNumber = null,
            PdfStoragePath = null,
            PdfSha256 = null,
            EmailSent = mailed,
            EmailSentTo = mailed ? invoice.Client.Email : null,
            IssueDate = issued.IssueDate,
            DueDate = null,
            EfacturaTriggered = false,
            EfacturaJobId = null,
            OblioViewUrl = issued.Link,
            OblioTotal = null,
            Status = "ISSUED",
            Allocations = [],
            Cancellations = [],
            CancellationsGivenUp = 0,
            Storno = Facts(invoice, cancellation),
            CorrelationId = cancellation.CorrelationId,
            CreatedAt = clock.GetUtcNow(),
        };
    }

    /// <summary>The outcome as the source document shows it; later steps add to it.</summary>
    public CancellationResult Result(InvoiceRecord storno) => new()
    {
        StornoInvoiceId = storno.InvoiceId,
        StornoOblioId = storno.OblioInvoiceId,
        StornoSeriesName = storno.SeriesName,
        StornoNumber = storno.Number,
        OriginalInvoiceId = storno.Storno!.OriginalInvoiceId,
        OriginalOblioId = storno.Storno.OriginalOblioId,
        CancelledAmount = -storno.Subtotal,
        CancelledVat = -storno.VatAmount,
        CancelledTotal = -storno.GrandTotal,
        CancellationType = storno.Storno.CancellationType,
        ItemsCancelled = storno.Lines.Count,
        EmailSent = storno.EmailSent,
        EmailSentTo = storno.EmailSentTo,
    };

    private static StornoFacts Facts(InvoiceRecord invoice, CancellationRecord cancellation)
    {
        var details = cancellation.Details;
        return new StornoFacts
        {
            CancellationId = cancellation.CancellationId,
            OriginalInvoiceId = invoice.InvoiceId,
            OriginalOblioId = invoice.OblioInvoiceId,
            OriginalIssueDate = invoice.IssueDate,
            CancellationType = details.Type,
            ReasonCode = details.ReasonCode!.Value,
            ReasonText = details.ReasonText!,
            RequestedBy = details.RequestedBy!.Value,
            RequestedByUserId = details.RequestedByUserId,
            HitlApprovalId = cancellation.ApprovalId,
        };
    }

    private static bool IsMailedByOblio(InvoiceRecord invoice, CancellationOptions options, SettingsSnapshot set) =>
        options.SendEmail
        && !string.IsNullOrWhiteSpace(invoice.Client.Email)
        && !OwnLetter.IsWanted(set, options.EmailSubject, options.EmailBody);

    private static CancelledPart PartOf(InvoiceRecord invoice, CancellationRecord cancellation) =>
        invoice.Cancellations.FirstOrDefault(part => string.Equals(part.CancellationId, cancellation.CancellationId, StringComparison.Ordinal))
        ?? throw new InvalidOperationException($"Cancellation {cancellation.CancellationId} holds nothing of {invoice.OblioInvoiceId}.");
}
