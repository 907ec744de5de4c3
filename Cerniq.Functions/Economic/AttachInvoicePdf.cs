using Cerniq.Functions.Audit;
using Cerniq.Functions.Economic.Wire;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Economic;

/// <summary>Puts the invoice's PDF on its voucher. Where that fails the upload counts all the same, as its source document has it,
/// and a warning tells people.</summary>
public sealed class AttachInvoicePdf(
    EconomicUploadStore uploads,
    InvoiceStore invoices,
    EconomicClients clients,
    TenantConnections connections,
    IBlobStore blobs,
    Alerts alerts)
{
    private const int Tries = 3;

    [Function(nameof(AttachInvoicePdf))]
    public async Task<EconomicAttempt> Run([ActivityTrigger] EconomicKey key, CancellationToken cancellationToken)
    {
        var invoice = await invoices.RequireAsync(key.Tenant, key.InvoiceId, cancellationToken);
        using var scope = new CallScope(key.Tenant, key.Subject, invoice.CorrelationId).Enter();
        if (invoice.PdfStoragePath is not { } path || await blobs.ReadAsync(path, cancellationToken) is not { } pdf)
        {
            return new EconomicAttempt(false, "there is no PDF");
        }

        var upload = await uploads.GetAsync(key, cancellationToken)
            ?? throw new InvalidOperationException($"There is no upload of invoice {key.InvoiceId}.");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AttachAsync(key, upload, pdf, invoice, cancellationToken);
                return new EconomicAttempt(true, null);
            }
            catch (ServiceException failure)
            {
                if (attempt == Tries)
                {
                    await WarnAsync(key, invoice, failure, cancellationToken);
                    return new EconomicAttempt(false, failure.Message);
                }
            }
        }
    }

    private async Task AttachAsync(
        EconomicKey key, EconomicUploadRecord upload, BlobContent pdf, InvoiceRecord invoice, CancellationToken cancellationToken)
    {
        var client = clients.For(key.Tenant, await connections.EconomicAsync(key.Tenant, cancellationToken));
        var voucher = new EconomicVoucherId(upload.JournalNumber, upload.AccountingYear!, upload.VoucherNumber);
        await client.AttachPdfAsync(voucher, pdf.Content, $"{invoice.OblioInvoiceId}.pdf", cancellationToken);
        await uploads.UpdateAsync(key, u => u with { AttachmentUploaded = true }, cancellationToken);
    }

    private Task<Alert> WarnAsync(
        EconomicKey key, InvoiceRecord invoice, ServiceException failure, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(
            key.Tenant,
            new AlertNotice(
                $"economic-attachment/{key.InvoiceId}",
                "economic_attachment_missing",
                AlertSeverity.Warning,
                $"Invoice {invoice.OblioInvoiceId} is booked in e-conomic without its PDF",
                $"{failure.Fault.Words} — attach the PDF by hand, or retry the upload.",
                key.Subject),
            cancellationToken);
}
