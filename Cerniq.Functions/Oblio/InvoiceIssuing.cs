using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Telemetry;

namespace Cerniq.Functions.Oblio;

/// <summary>Turns an accepted proforma into a fiscal invoice at Oblio, once, whoever asks and however many ask at a time.</summary>
public sealed class InvoiceIssuing(
    NegotiationStore deals, InvoiceStore invoices, DealDocument documents, OblioIssuer oblio, CerniqMetrics metrics, TimeProvider clock)
{
    /// <summary>The deal's invoice, issued now unless it was before.</summary>
    /// <exception cref="InvalidOperationException">The deal has no proforma to convert.</exception>
    public async Task<InvoiceRecord> IssueAsync(DealKey key, CancellationToken cancellationToken)
    {
        if (await invoices.GetAsync(key.Tenant, InvoiceIds.Of(key), cancellationToken) is { } known)
        {
            return known;
        }

        var deal = await deals.RequireAsync(key.Tenant, key.NegotiationId, cancellationToken);
        using var scope = deal.EnterScope();
        var (invoice, isNew) = await metrics.Invoices.MeasureAsync(
            key.Tenant, () => ConvertAsync(deal, cancellationToken), made => made.IsNew);
        if (isNew)
        {
            metrics.InvoiceTotalRon.Add(DocumentMeter.InRon(invoice.GrandTotal, invoice.ExchangeRate), DocumentMeter.Tenant(key.Tenant));
        }

        return invoice;
    }

    private async Task<(InvoiceRecord Invoice, bool IsNew)> ConvertAsync(Negotiation deal, CancellationToken cancellationToken)
    {
        var proforma = deal.Proforma ?? throw new InvalidOperationException("There is no proforma to convert.");
        var document = await documents.InvoiceAsync(deal, proforma, cancellationToken);
        var issued = await oblio.IssueAsync(deal.Tenant, OblioDocumentType.Invoice, deal.Id, document, cancellationToken);
        var record = Record(deal, proforma, document, issued);
        var isNew = await invoices.AddAsync(record, cancellationToken);
        return (isNew ? record : await invoices.RequireAsync(deal.Tenant, record.InvoiceId, cancellationToken), isNew);
    }

    private InvoiceRecord Record(Negotiation deal, ProformaRecord proforma, OblioDocument document, IssuedDocument issued)
    {
        var details = deal.Request.Details ?? new DealDetails();

        // The invoice copies the proforma's lines, rates and amounts: the tax point of its totals is the proforma's.
        var totals = DealTotals.Of(deal.Request.Items ?? [], details.DeliveryDate ?? proforma.IssueDate);
        return new InvoiceRecord
        {
            Tenant = deal.Tenant,
            NegotiationId = deal.Id,
            InvoiceId = InvoiceIds.Of(new DealKey(deal.Tenant, deal.Id)),
            OblioInvoiceId = $"{issued.SeriesName}-{issued.Number}",
            SeriesName = issued.SeriesName,
            Number = OblioNumber.Parse(issued.Number),
            NumberText = issued.Number,
            Client = deal.Client,
            Lines = totals.Lines,
            Subtotal = totals.Subtotal,
            VatAmount = totals.VatAmount,
            TotalDiscount = totals.TotalDiscount,
            GrandTotal = totals.GrandTotal,
            Currency = details.Currency,
            ExchangeRate = details.ExchangeRate,
            FiscalReceipt = deal.Request.Options is { FiscalReceipt: true },
            FromProformaId = proforma.ProformaId,
            FromProformaSeries = proforma.SeriesName,
            FromProformaNumber = proforma.Number,
            EmailSent = document.SendEmail == true,
            EmailSentTo = document.SendEmail == true ? deal.Client.Email : null,
            IssueDate = issued.IssueDate,
            DueDate = document.DueDate,
            DeliveryDate = details.DeliveryDate,
            PaymentMethod = details.PaymentMethod,
            Reference = details.Reference,
            Mentions = details.Mentions,
            OblioViewUrl = issued.Link,
            CorrelationId = deal.CorrelationId,
            CreatedAt = clock.GetUtcNow(),
        };
    }
}
