using Cerniq.Functions.Approvals;
using Cerniq.Functions.Economic;
using Cerniq.Functions.Lifecycle;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Oblio.Cancellation;
using Cerniq.Functions.Payments;
using Cerniq.Functions.Payments.Refunds;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>What an invoice that this app issued rests on: the deal, its documents, the money and the books.</summary>
public sealed class EvidenceOfDeal(
    NegotiationStore deals,
    InvoiceStore invoices,
    ApprovalStore approvals,
    PaymentStore payments,
    RefundStore refunds,
    EconomicUploadStore uploads,
    CancellationStore cancellations,
    IBlobStore blobs)
{
    internal async Task<IReadOnlyList<EvidencePart>> PartsAsync(InvoiceRecord invoice, CancellationToken cancellationToken)
    {
        var (tenant, id) = (invoice.Tenant, invoice.InvoiceId);
        var parts = new List<EvidencePart> { EvidencePart.Of("invoice.json", "invoice", invoice) };
        AddPdf(parts, "", "invoice-pdf", invoice.PdfStoragePath, invoice.PdfSha256);
        if (await deals.GetAsync(tenant, invoice.NegotiationId, cancellationToken) is { } deal)
        {
            parts.Add(EvidencePart.Of("deal/deal.json", "deal", deal));
            parts.Add(EvidencePart.Of("deal/history.json", "history", await deals.HistoryAsync(tenant, deal.Id, cancellationToken)));
            parts.Add(EvidencePart.Of("deal/approvals.json", "approvals", await approvals.OfDealAsync(tenant, deal.Id, cancellationToken)));
            AddPdf(parts, "deal/", "proforma-pdf", deal.Proforma?.PdfStoragePath, null);
        }

        parts.Add(EvidencePart.Of("payments.json", "payments", await payments.OfInvoiceAsync(tenant, id, cancellationToken)));
        parts.Add(EvidencePart.Of("refunds.json", "refunds", await refunds.ListByInvoiceAsync(tenant, id, cancellationToken)));
        parts.Add(EvidencePart.Of("vouchers.json", "vouchers", await uploads.OfInvoiceAsync(tenant, id, cancellationToken)));
        parts.Add(EvidencePart.Of("cancellations.json", "cancellations", await cancellations.OfInvoiceAsync(tenant, id, cancellationToken)));
        foreach (var storno in await StornosAsync(invoice, cancellationToken))
        {
            var folder = $"stornos/{BlobPath.Of(storno.SeriesName)}-{storno.NumberText}/";
            parts.Add(EvidencePart.Of(folder + "storno.json", "storno", storno));
            AddPdf(parts, folder, "storno-pdf", storno.PdfStoragePath, storno.PdfSha256);
        }

        return parts;
    }

    /// <summary>Under what the audit log speaks of the invoice's payments and refunds.</summary>
    public async Task<IReadOnlyList<string>> MoneySubjectsAsync(InvoiceRecord invoice, CancellationToken cancellationToken)
    {
        var paid = await payments.OfInvoiceAsync(invoice.Tenant, invoice.InvoiceId, cancellationToken);
        var returned = await refunds.ListByInvoiceAsync(invoice.Tenant, invoice.InvoiceId, cancellationToken);
        return [.. paid.Select(payment => $"payment/{payment.ExternalId}"), .. returned.Select(refund => new RefundKey(refund.Tenant, refund.RefundId).Subject)];
    }

    /// <summary>The invoices that take this one back, whole or in part.</summary>
    public async Task<IReadOnlyList<InvoiceRecord>> StornosAsync(InvoiceRecord invoice, CancellationToken cancellationToken)
    {
        var stornos = new List<InvoiceRecord>();
        foreach (var part in invoice.Cancellations.Where(part => part.IsIssued))
        {
            if (await invoices.GetAsync(invoice.Tenant, part.StornoInvoiceId!, cancellationToken) is { } storno)
            {
                stornos.Add(storno);
            }
        }

        return stornos;
    }

    private void AddPdf(List<EvidencePart> parts, string folder, string kind, string? path, string? sha256)
    {
        if (path is not null)
        {
            parts.Add(EvidencePart.Of(blobs, folder, kind, path, sha256));
        }
    }
}
