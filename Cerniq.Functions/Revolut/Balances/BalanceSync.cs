using Cerniq.Functions.Audit;
using Cerniq.Functions.Revolut.Wire;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Revolut.Balances;

/// <summary>Reads the balances of every tenant's accounts every half hour.</summary>
public sealed partial class BalanceSync(BalanceReader reader, TenantDirectory tenants, ILogger<BalanceSync> logger)
{
    [Function(nameof(BalanceSync))]
    public async Task Run([TimerTrigger("0 */30 * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            try
            {
                await reader.ReadAsync(tenant, "balance-sync", cancellationToken);
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

    [LoggerMessage(3301, LogLevel.Warning, "Revolut could not be asked for the balances of tenant {Tenant}: {Words}")]
    private static partial void LogOutage(ILogger logger, string tenant, string words);
}

/// <summary>Reads balances from Revolut, keeps them and shows them in the metrics.</summary>
public sealed class BalanceReader(
    RevolutClients clients, TenantConnections connections, BalanceStore balances, BalanceMetrics metrics, TimeProvider clock)
{
    /// <exception cref="TenantNotConfiguredException">The tenant has no Revolut.</exception>
    /// <exception cref="ServiceException">Revolut did not answer.</exception>
    public async Task<IReadOnlyList<AccountBalance>> ReadAsync(string tenant, string correlationId, CancellationToken cancellationToken)
    {
        using var scope = new CallScope(tenant, "revolut/balances", correlationId).Enter();
        var client = clients.For(tenant, await connections.RevolutAsync(tenant, cancellationToken));
        var accounts = await client.GetAccountsAsync(cancellationToken);
        var now = clock.GetUtcNow();
        AccountBalance[] read = [.. accounts
            .Where(a => a.Balance is not null)
            .OrderBy(a => a.Id, StringComparer.Ordinal)
            .Select(a => new AccountBalance(a.Id, a.Name, a.Currency, a.Balance!.Value, a.State, now))];
        await balances.WriteAsync(tenant, read, cancellationToken);
        metrics.Show(tenant, read);
        return read;
    }
}
