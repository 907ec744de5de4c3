using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Revolut;

/// <summary>Lets go of what is kept for a time only: receipts and refused deliveries after 45 days, secrets after their overlap.</summary>
public sealed partial class WebhookHousekeeping(
    RevolutReceipts receipts, RefusedWebhooks refused, WebhookRegistration registration, TenantDirectory tenants, ILogger<WebhookHousekeeping> logger)
{
    [Function(nameof(WebhookHousekeeping))]
    public async Task Run([TimerTrigger("0 7 * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            var retired = await registration.RetireAsync(tenant, cancellationToken);
            var forgotten = await receipts.ForgetOldAsync(tenant, cancellationToken) + await refused.ForgetOldAsync(tenant, cancellationToken);
            if (retired || forgotten > 0)
            {
                LogLetGo(logger, tenant, forgotten, retired);
            }
        }
    }

    [LoggerMessage(3401, LogLevel.Information, "Tenant {Tenant}: forgot {Count} webhooks of more than 45 days ago; former secrets retired: {Retired}")]
    private static partial void LogLetGo(ILogger logger, string tenant, int count, bool retired);
}
