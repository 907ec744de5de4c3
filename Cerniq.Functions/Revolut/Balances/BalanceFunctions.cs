using Cerniq.Functions.Api;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.Revolut.Balances;

/// <summary>Balances as last read, read anew on request, and over time.</summary>
public sealed class BalanceFunctions(BalanceStore balances, BalanceReader reader)
{
    [Function("GetBalances")]
    public async Task<IActionResult> Now(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/balances")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        if (request.Query["refresh"] != "true")
        {
            return Answer.Ok(new Page<AccountBalance>(await balances.NowAsync(tenant, cancellationToken), null));
        }

        try
        {
            return Answer.Ok(new Page<AccountBalance>(await reader.ReadAsync(tenant, request.CorrelationId(), cancellationToken), null));
        }
        catch (TenantNotConfiguredException missing)
        {
            return Problem.Conflict($"Revolut is not set up: «{missing.Setting}» is not set.");
        }
        catch (ServiceException failure)
        {
            return Problem.BadGateway(failure.Fault.Words);
        }
    }

    [Function("GetBalanceHistory")]
    public async Task<IActionResult> History(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/balances/{accountId}/history")] HttpRequest request,
        string tenant,
        string accountId,
        CancellationToken cancellationToken)
    {
        var paging = Paging.Read(request);
        return paging.Problem is { } problem
            ? problem
            : Answer.Ok(Page<AccountBalance>.From(
                await balances.HistoryAsync(tenant, accountId, paging.Value.Limit, paging.Value.Continuation, cancellationToken)));
    }
}
