using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Economic;

/// <summary>Keeps every tenant's uploads in step with what is done in e-conomic, a page of them at a time.</summary>
public sealed partial class EconomicSync(
    EconomicUploadStore uploads,
    EconomicLookUp lookUp,
    VoucherAttachment attachment,
    PaymentVouchers payments,
    RefundVouchers refunds,
    EconomicMetrics metrics,
    TenantDirectory tenants,
    TimeProvider clock,
    ILogger<EconomicSync> logger)
{
    /// <summary>As many as one filter takes.</summary>
    private const int PageSize = Wire.EconomicClient.MostInFilter;

    /// <summary>Until then the upload itself is still at it.</summary>
    private static readonly TimeSpan UploadTakes = TimeSpan.FromMinutes(10);

    [Function(nameof(EconomicSync))]
    public async Task Run([TimerTrigger("0 */15 * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            try
            {
                await SyncAsync(tenant, cancellationToken);
            }
            catch (TenantNotConfiguredException)
            {
                // This tenant does not use e-conomic.
            }
            catch (ServiceException outage)
            {
                LogOutage(logger, tenant, outage.Fault.Words);
            }
        }
    }

    /// <summary>Looks all unpaid vouchers of one tenant up, and books the payments that have come in for them and the refunds
    /// that were paid; drafts without their PDF get it.</summary>
    /// <returns>How many uploads changed.</returns>
    public async Task<int> SyncAsync(string tenant, CancellationToken cancellationToken)
    {
        var changed = 0;
        string? continuation = null;
        do
        {
            var (page, next) = await uploads.UnpaidAsync(tenant, PageSize, continuation, cancellationToken);
            await payments.BookAsync(tenant, page, cancellationToken);
            foreach (var books in page.GroupBy(upload => (upload.Books, upload.AccountingYear)))
            {
                changed += await lookUp.LookUpAsync(books.Key.Books, books.Key.AccountingYear, [.. books], cancellationToken);
            }

            await AttachAsync(page, cancellationToken);
            continuation = next;
        }
        while (continuation is not null);

        await refunds.BookAsync(tenant, cancellationToken);
        metrics.Standing(tenant, await uploads.StatsAsync(tenant, cancellationToken));
        return changed;
    }

    /// <summary>A PDF that e-conomic would not take then it may take now; on what is booked nothing can be put any more.</summary>
    private async Task AttachAsync(IReadOnlyList<EconomicUnpaid> page, CancellationToken cancellationToken)
    {
        var latest = clock.GetUtcNow() - UploadTakes;
        foreach (var voucher in page.Where(v => v is { IsBooked: false, MissingSince: null } && v.LacksPdfSince < latest))
        {
            await attachment.AttachAsync(voucher.Key, cancellationToken);
        }
    }

    [LoggerMessage(3401, LogLevel.Warning, "e-conomic could not be asked what is booked for tenant {Tenant}: {Words}")]
    private static partial void LogOutage(ILogger logger, string tenant, string words);
}
