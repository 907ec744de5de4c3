using System.Text.Json;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Storage;

namespace Cerniq.Functions.EFactura;

/// <summary>What the compliance log says of an event, in the source document's fields and words.</summary>
internal static class ComplianceRecords
{
    private const string Type = "efactura_submission";

    /// <param name="amounts">Of the document, when the event asks for them.</param>
    public static ComplianceRecord? Of(EFacturaEvent happened, FiledAmounts? amounts)
    {
        var entry = happened.Entry;
        return happened.Name switch
        {
            EFacturaEvent.Submitted => Record(entry, "submitted", $"Invoice {entry.InvoiceNumber} submitted to ANAF e-Factura", new
            {
                invoice_id = entry.InvoiceIdText,
                customer_cui = amounts?.BuyerCode,
                invoice_total = amounts?.Total,
                total_amount = amounts?.Total,
                currency = amounts?.Currency,
                upload_index = entry.AnafIds.RemoteId,
                submission_timestamp = entry.SubmittedAt,
                submission_deadline = entry.Deadline,
                xml_hash = entry.Xml?.Sha256,
            }),
            EFacturaEvent.Accepted => Record(entry, "success", $"e-Factura accepted by ANAF: {entry.InvoiceNumber}", new
            {
                upload_index = entry.AnafIds.RemoteId,
                download_id = entry.AnafIds.DownloadId,
                acceptance_timestamp = entry.AcceptedAt,
                response_hash = entry.Evidence is [.., var last] ? last.Sha256 : null,
            }),
            EFacturaEvent.Rejected => Record(entry, "validation_failed", $"e-Factura rejected by ANAF: {entry.InvoiceNumber}", new
            {
                upload_index = entry.AnafIds.RemoteId,
                errors = entry.Errors.Select(error => new { code = error.Rule, message = error.Message }),
                rejection_timestamp = entry.RejectedAt,
            }),
            EFacturaEvent.Failed => Record(entry, "failed", $"e-Factura could not be submitted to ANAF: {entry.InvoiceNumber}", new
            {
                attempts = entry.Attempts,
                error = entry.LastError,
                next_retry_at = entry.NextRetryAt,
                submission_deadline = entry.Deadline,
            }),
            _ => null,
        };
    }

    private static ComplianceRecord Record<T>(EFacturaEntry entry, string status, string description, T evidence) =>
        new(Type, entry.InvoiceNumber, status, description, JsonSerializer.SerializeToElement(evidence, CerniqJson.Options));
}
