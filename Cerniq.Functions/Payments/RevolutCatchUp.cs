using Cerniq.Functions.Audit;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Payments;

/// <summary>Finds what no webhook told: reads Revolut's latest transactions and its list of events it could not deliver.</summary>
public sealed partial class RevolutCatchUp(
    MissedTransactions transactions,
    MissedEvents events,
    RevolutTrouble trouble,
    TenantDirectory tenants,
    TimeProvider clock,
    ILogger<RevolutCatchUp> logger)
{
    [Function(nameof(RevolutCatchUp))]
    public async Task Run(
        [TimerTrigger("*/30 * * * * *", RunOnStartup = true)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            var correlationId = $"catch-up-{clock.GetUtcNow().ToUnixTimeSeconds()}";
            using var scope = new CallScope(tenant, "revolut/catch-up", correlationId).Enter();
            try
            {
                await transactions.LookAsync(client, tenant, correlationId, cancellationToken);
                await events.TakeAsync(tenant, correlationId, cancellationToken);
                await trouble.OverAsync(tenant, cancellationToken);
            }
            catch (TenantNotConfiguredException)
            {
                // This tenant does not use Revolut.
            }
            catch (ServiceException outage)
            {
                LogOutage(logger, tenant, outage.Fault.Words);
                await trouble.NoteAsync(tenant, outage, cancellationToken);
            }
        }
    }

    [LoggerMessage(3101, LogLevel.Warning, "Revolut could not be asked for what was missed of tenant {Tenant}: {Words}")]
    private static partial void LogOutage(ILogger logger, string tenant, string words);
}
