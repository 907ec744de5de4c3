using Cerniq.Functions.Audit;
using Cerniq.Functions.Effects;
using Cerniq.Functions.Oblio;
using Cerniq.Functions.Services;
using Cerniq.Functions.Telemetry;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Economic;

/// <summary>One attempt at an upload, by the schedule or by hand; two at once make one voucher. That it failed is an answer, not an
/// exception.</summary>
public sealed class EconomicUploader(
    EconomicUploadStore uploads, InvoiceStore invoices, InvoiceVoucher vouchers, CerniqMetrics metrics, TimeProvider clock)
{
    public async Task<EconomicAttempt> TryAsync(EconomicKey key, CancellationToken cancellationToken)
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
            Count(key, EconomicUploadStatus.Success);
            return new EconomicAttempt(true, null);
        }
        catch (Exception failure) when (failure is ServiceException or EffectInProgressException or NoAccountingYearException
            or TenantNotConfiguredException or TimeoutException)
        {
            // The other attempt may have come off meanwhile: what has succeeded stays so.
            var after = await uploads.UpdateAsync(
                key,
                u => u.Status == EconomicUploadStatus.Success
                    ? u
                    : u with { Status = EconomicUploadStatus.Failed, LastError = failure.Message },
                cancellationToken);
            Count(key, after.Status);
            return new EconomicAttempt(after.Status == EconomicUploadStatus.Success, failure.Message);
        }
    }

    private void Count(EconomicKey key, EconomicUploadStatus status) => metrics.EconomicUploads.Add(
        1, new("tenant_id", key.Tenant), new("side", key.Type.ToString()), new("status", status.ToString()));
}
