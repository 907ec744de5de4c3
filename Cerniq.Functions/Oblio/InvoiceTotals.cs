using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio.Wire;

namespace Cerniq.Functions.Oblio;

/// <summary>Compares an issued invoice or storno with Oblio's and keeps on its record what Oblio said.</summary>
public sealed class InvoiceTotals(InvoiceStore invoices, IssuedTotals totals)
{
    /// <summary>Compares it unless that was done.</summary>
    public async Task CompareAsync(InvoiceRecord invoice, CancellationToken cancellationToken)
    {
        if (invoice.OblioTotal is not null)
        {
            return;
        }

        var document = new OblioKey(OblioDocumentType.Invoice, invoice.SeriesName, invoice.NumberText);
        var subject = new DealKey(invoice.Tenant, invoice.NegotiationId).Subject;
        if (await totals.CompareAsync(invoice.Tenant, document, invoice.GrandTotal, invoice.Currency, subject, cancellationToken) is { } theirs)
        {
            await invoices.UpdateAsync(invoice.Tenant, invoice.InvoiceId, i => i with { OblioTotal = theirs }, cancellationToken);
        }
    }
}
