using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio.Queues;
using Cerniq.Functions.Oblio.Wire;
using Cerniq.Functions.Telemetry;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Oblio;

/// <summary>Issues the deal's proforma at Oblio (worker 20), once.</summary>
public sealed class IssueProforma(
    NegotiationStore deals, DealDocument documents, OblioIssuer oblio, IssuedTotals totals, OblioWork work, TenantSettings settings, CerniqMetrics metrics)
{
    /// <returns>Series and number.</returns>
    [Function(nameof(IssueProforma))]
    public Task<string> Run([ActivityTrigger] DealKey key, CancellationToken cancellationToken) =>
        work.RunAsync(OblioQueue.ProformaCreate, key, stop => DoAsync(key, stop), cancellationToken);

    private async Task<string> DoAsync(DealKey key, CancellationToken cancellationToken)
    {
        var deal = await deals.RequireAsync(key.Tenant, key.NegotiationId, cancellationToken);
        using var scope = deal.EnterScope();
        var proforma = await metrics.Proformas.MeasureAsync(
            key.Tenant, () => IssueAsync(key, deal, cancellationToken), _ => deal.Proforma is null);
        await deals.UpdateAsync(
            key.Tenant, key.NegotiationId, d => d.Proforma is null ? d with { Proforma = proforma } : null, null, cancellationToken);
        if (deal.Proforma is null)
        {
            var value = DocumentMeter.InRon(proforma.GrandTotal, deal.Request.Details?.ExchangeRate);
            metrics.ProformaTotalRon.Add(value, DocumentMeter.Tenant(key.Tenant));
        }

        await CompareAsync(key, deal.Proforma ?? proforma, cancellationToken);
        return $"{proforma.SeriesName}-{proforma.NumberText}";
    }

    private async Task CompareAsync(DealKey key, ProformaRecord proforma, CancellationToken cancellationToken)
    {
        var document = new OblioKey(OblioDocumentType.Proforma, proforma.SeriesName, proforma.NumberText);
        if (proforma.OblioTotal is null
            && await totals.CompareAsync(key.Tenant, document, proforma.GrandTotal, proforma.Currency, key.Subject, cancellationToken) is { } theirs)
        {
            await deals.UpdateAsync(
                key.Tenant,
                key.NegotiationId,
                deal => deal with { Proforma = deal.Proforma! with { OblioTotal = theirs } },
                message: null,
                cancellationToken);
        }
    }

    private async Task<ProformaRecord> IssueAsync(DealKey key, Negotiation deal, CancellationToken cancellationToken)
    {
        var (document, sums) = await documents.ProformaAsync(deal, cancellationToken);
        var issued = await oblio.IssueAsync(key.Tenant, OblioDocumentType.Proforma, key.NegotiationId, document, cancellationToken);
        var set = await settings.GetAsync(key.Tenant, cancellationToken);
        var validDays = set.Get(SettingsCatalogue.ProformaValidDays);
        return new ProformaRecord
        {
            ProformaId = InvoiceIds.OfProforma(key),
            SeriesName = issued.SeriesName,
            Number = OblioNumber.Parse(issued.Number),
            NumberText = issued.Number,
            Subtotal = sums.Subtotal,
            VatAmount = sums.VatAmount,
            TotalDiscount = sums.TotalDiscount,
            GrandTotal = sums.GrandTotal,
            Currency = document.Currency ?? "RON",
            EmailSent = document.SendEmail == true,
            EmailSentTo = document.SendEmail == true ? deal.Client.Email : null,
            IssueDate = issued.IssueDate,
            DueDate = document.DueDate,
            ValidUntil = deal.Request.Details?.ValidUntil ?? (validDays > 0 ? issued.IssueDate.AddDays(validDays) : null),
            OblioViewUrl = issued.Link,
        };
    }
}
