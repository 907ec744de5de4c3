using Cerniq.Functions.Audit;
using Cerniq.Functions.Economic.Wire;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Economic;

/// <summary>Puts the invoice's PDF on its voucher. Where that fails the upload counts all the same, as its source document has it,
/// and a warning tells people.</summary>
public sealed class VoucherAttachment(
    EconomicUploadStore uploads, InvoiceStore invoices, EconomicBooks books, IBlobStore blobs, EconomicAlerts alerts, EconomicMetrics metrics)
{
    private const int Tries = 3;

    public async Task<EconomicAttempt> AttachAsync(EconomicKey key, CancellationToken cancellationToken)
    {
        var invoice = await invoices.RequireAsync(key.Tenant, key.InvoiceId, cancellationToken);
        using var scope = new CallScope(key.Tenant, key.Subject, invoice.CorrelationId).Enter();
        if (invoice.PdfStoragePath is not { } path || await blobs.ReadAsync(path, cancellationToken) is not { } pdf)
        {
            return new EconomicAttempt(false, "there is no PDF");
        }

        if (!EconomicClient.MayAttach(pdf.Content.Span))
        {
            return await MissAsync(key, invoice, $"the file is no PDF of at most {EconomicClient.LargestAttachment} bytes", cancellationToken);
        }

        var upload = await uploads.RequireAsync(key, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AttachAsync(key, upload, pdf.Content, invoice, cancellationToken);
                return new EconomicAttempt(true, null);
            }
            catch (Exception failure) when (failure is ServiceException or TenantNotConfiguredException)
            {
                if (attempt == Tries || failure is not ServiceUnavailableException)
                {
                    return await MissAsync(key, invoice, (failure as ServiceException)?.Fault.Words ?? failure.Message, cancellationToken);
                }
            }
        }
    }

    private async Task AttachAsync(
        EconomicKey key, EconomicUploadRecord upload, ReadOnlyMemory<byte> pdf, InvoiceRecord invoice, CancellationToken cancellationToken)
    {
        var (_, client, _) = await books.OpenAsync(upload.BooksOf(key), cancellationToken);
        var voucher = new EconomicVoucherId(upload.JournalNumber, upload.AccountingYear!, upload.VoucherNumber);
        await client.AttachPdfAsync(voucher, pdf, $"{invoice.OblioInvoiceId}.pdf", cancellationToken);
        await uploads.UpdateAsync(key, u => u with { AttachmentUploaded = true }, cancellationToken);
        metrics.Attached(key, succeeded: true);
        await alerts.AttachedAsync(key, cancellationToken);
    }

    private async Task<EconomicAttempt> MissAsync(EconomicKey key, InvoiceRecord invoice, string words, CancellationToken cancellationToken)
    {
        metrics.Attached(key, succeeded: false);
        await alerts.NoAttachmentAsync(key, invoice, words, cancellationToken);
        return new EconomicAttempt(false, words);
    }
}
