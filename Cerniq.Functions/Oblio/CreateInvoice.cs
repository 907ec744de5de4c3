using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio.Wire;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio;

/// <summary>Turns the accepted proforma into a fiscal invoice at Oblio (worker 21), once.</summary>
public sealed class CreateInvoice(
    NegotiationStore deals, InvoiceStore invoices, DealDocument documents, OblioIssuer oblio, TimeProvider clock)
{
    /// <returns>Series and number.</returns>
    [Function(nameof(CreateInvoice))]
    public async Task<string> Run([ActivityTrigger] DealKey key, CancellationToken cancellationToken)
    {
        var deal = await deals.RequireAsync(key.Tenant, key.NegotiationId, cancellationToken);
        using var scope = deal.EnterScope();
        var proforma = deal.Proforma ?? throw new InvalidOperationException("There is no proforma to convert.");
        var document = await documents.InvoiceAsync(deal, proforma, cancellationToken);
        var issued = await oblio.IssueAsync(key.Tenant, OblioDocumentType.Invoice, key.NegotiationId, document, cancellationToken);
        await invoices.AddAsync(Record(deal, proforma, document, issued), cancellationToken);
        return $"{issued.SeriesName}-{issued.Number}";
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
