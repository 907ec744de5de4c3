using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Lifecycle;

/// <summary>Delivers the messages that lie in the outbox: a dead process left them there, or one that has no client for orchestrations.</summary>
public sealed partial class LifecycleSweep(LifecycleOutbox outbox, TenantDirectory tenants, ILogger<LifecycleSweep> logger)
{
    [Function(nameof(LifecycleSweep))]
    public async Task Run(
        [TimerTrigger("*/10 * * * * *", RunOnStartup = true)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            var delivered = await outbox.DeliverLeftBehindAsync(client, tenant, cancellationToken);
            if (delivered > 0)
            {
                LogDelivered(logger, delivered, tenant);
            }
        }
    }

    [LoggerMessage(2001, LogLevel.Information, "Delivered {Count} messages of tenant {Tenant} that lay in the outbox")]
    private static partial void LogDelivered(ILogger logger, int count, string tenant);
}
