using Cerniq.Functions.Audit;
using Cerniq.Functions.Economic.Wire;
using Cerniq.Functions.Operations;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Economic;

/// <summary>Sees which vouchers the accountant has booked and which are paid, and writes it on their uploads. Only uploads that are not
/// paid are looked up.</summary>
public sealed partial class EconomicSync(
    EconomicUploadStore uploads,
    EconomicClients clients,
    TenantConnections connections,
    TenantDirectory tenants,
    Alerts alerts,
    TimeProvider clock,
    ILogger<EconomicSync> logger)
{
    private const int PageSize = 200;

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

    /// <summary>Looks all unpaid vouchers of one tenant up.</summary>
    /// <returns>How many uploads changed.</returns>
    public async Task<int> SyncAsync(string tenant, CancellationToken cancellationToken)
    {
        var changed = 0;
        string? continuation = null;
        do
        {
            var (keys, next) = await uploads.UnpaidAsync(tenant, PageSize, continuation, cancellationToken);
            foreach (var key in keys)
            {
                changed += await LookUpAsync(key, cancellationToken) ? 1 : 0;
            }

            continuation = next;
        }
        while (continuation is not null);

        return changed;
    }

    private async Task<bool> LookUpAsync(EconomicKey key, CancellationToken cancellationToken)
    {
        using var scope = new CallScope(key.Tenant, key.Subject, "economic-sync").Enter();
        if (await uploads.GetAsync(key, cancellationToken) is not { Status: EconomicUploadStatus.Success, AccountingYear: { } year } upload)
        {
            return false;
        }

        var client = clients.For(key.Tenant, await connections.EconomicAsync(key.Tenant, cancellationToken));
        var found = await client.LookUpAsync(new EconomicVoucherId(upload.JournalNumber, year, upload.VoucherNumber), cancellationToken);
        switch (found)
        {
            case EconomicVoucherState.Booked booked when upload.BookedAt is null || booked.IsPaid:
                var now = clock.GetUtcNow();
                await uploads.UpdateAsync(
                    key,
                    u => u with { BookedAt = u.BookedAt ?? now, PaidAt = booked.IsPaid ? u.PaidAt ?? now : u.PaidAt },
                    cancellationToken);
                return true;
            case EconomicVoucherState.Missing:
                await WarnAsync(key, upload, cancellationToken);
                return false;
            default:
                return false;
        }
    }

    /// <summary>It may have been deleted or moved on purpose: that is for a person to know, and no second voucher is made.</summary>
    private Task<Alert> WarnAsync(EconomicKey key, EconomicUploadRecord upload, CancellationToken cancellationToken) =>
        alerts.RaiseAsync(
            key.Tenant,
            new AlertNotice(
                $"economic-voucher-missing/{key.InvoiceId}/{key.Type}",
                "economic_voucher_missing",
                AlertSeverity.Warning,
                $"Voucher {upload.VoucherNumber} of an invoice is no longer in e-conomic",
                "It was deleted or given another number there. If it was deleted by mistake, book the invoice by hand.",
                key.Subject),
            cancellationToken);

    [LoggerMessage(3401, LogLevel.Warning, "e-conomic could not be asked what is booked for tenant {Tenant}: {Words}")]
    private static partial void LogOutage(ILogger logger, string tenant, string words);
}
