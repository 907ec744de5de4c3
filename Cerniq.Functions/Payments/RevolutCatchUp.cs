using Cerniq.Functions.Audit;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Payments;

/// <summary>Finds the payments that no webhook told of: reads the latest transactions, with an overlap, and has the unknown ones
/// looked at.</summary>
public sealed partial class RevolutCatchUp(
    RevolutClients clients,
    TenantConnections connections,
    TenantDirectory tenants,
    PaymentStore payments,
    ITableStore tables,
    TimeProvider clock,
    ILogger<RevolutCatchUp> logger)
{
    private const string Table = "revolutcursor";
    private const string Row = "transactions";

    /// <summary>A transaction may complete long after it was created, and the list goes by creation.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(6);

    private static readonly TimeSpan FirstLook = TimeSpan.FromDays(7);

    [Function(nameof(RevolutCatchUp))]
    public async Task Run(
        [TimerTrigger("*/30 * * * * *", RunOnStartup = true)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            try
            {
                await CatchUpAsync(client, tenant, cancellationToken);
            }
            catch (TenantNotConfiguredException)
            {
                // This tenant does not use Revolut.
            }
            catch (ServiceException outage)
            {
                LogOutage(logger, tenant, outage.Fault.Words);
            }
        }
    }

    private async Task CatchUpAsync(DurableTaskClient client, string tenant, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var correlationId = $"catch-up-{now.ToUnixTimeSeconds()}";
        using var scope = new CallScope(tenant, "revolut/catch-up", correlationId).Enter();
        var stored = await tables.GetAsync(Table, tenant, Row, cancellationToken);
        var since = stored is null ? now - FirstLook : CerniqJson.Read<DateTimeOffset>(stored.Body) - Overlap;
        var revolut = clients.For(tenant, await connections.RevolutAsync(tenant, cancellationToken));
        await foreach (var transaction in revolut.ListTransactionsAsync(since, to: null, cancellationToken))
        {
            if (transaction.State == "completed"
                && IncomingPayment.From(transaction) is not null
                && await payments.GetAsync(tenant, PaymentIds.Of(tenant, transaction.Id), cancellationToken) is null)
            {
                await PaymentIntakeStarter.LookAtAsync(client, new TransactionKey(tenant, transaction.Id, correlationId), cancellationToken);
            }
        }

        await tables.WriteAsync(Table, tenant, [new TableOperation.Upsert(Row, CerniqJson.Write(now))], cancellationToken);
    }

    [LoggerMessage(3101, LogLevel.Warning, "Revolut could not be asked for missed payments of tenant {Tenant}: {Words}")]
    private static partial void LogOutage(ILogger logger, string tenant, string words);
}
