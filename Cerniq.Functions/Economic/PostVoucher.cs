using Cerniq.Functions.Audit;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Services;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Economic;

/// <summary>Makes the invoice's voucher in e-conomic, once. That it failed is an answer, not an exception: the schedule decides.</summary>
public sealed class PostVoucher(
    EconomicUploadStore uploads, InvoiceStore invoices, InvoiceVoucher vouchers, TimeProvider clock)
{
    [Function(nameof(PostVoucher))]
    public async Task<EconomicAttempt> Run([ActivityTrigger] EconomicKey key, CancellationToken cancellationToken)
    {
        var invoice = await invoices.RequireAsync(key.Tenant, key.InvoiceId, cancellationToken);
        using var scope = new CallScope(key.Tenant, key.Subject, invoice.CorrelationId).Enter();
        var attempted = await uploads.UpdateAsync(
            key,
            u => u.Status == EconomicUploadStatus.Success
                ? u
                : u with { AttemptCount = u.AttemptCount + 1, LastAttemptAt = clock.GetUtcNow() },
            cancellationToken);
        if (attempted.Status == EconomicUploadStatus.Success)
        {
            return new EconomicAttempt(true, null);
        }

        try
        {
            var voucher = await vouchers.PostAsync(key, invoice, cancellationToken);
            await uploads.UpdateAsync(
                key,
                u => u with
                {
                    Status = EconomicUploadStatus.Success,
                    VoucherNumber = voucher.VoucherNumber,
                    AccountingYear = voucher.YearPath,
                    LastError = "",
                },
                cancellationToken);
            return new EconomicAttempt(true, null);
        }
        catch (Exception failure) when (failure is ServiceException or EffectInProgressException or NoAccountingYearException)
        {
            await uploads.UpdateAsync(
                key, u => u with { Status = EconomicUploadStatus.Failed, LastError = failure.Message }, cancellationToken);
            return new EconomicAttempt(false, failure.Message);
        }
    }
}
