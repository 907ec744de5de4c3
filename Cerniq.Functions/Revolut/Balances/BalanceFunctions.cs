using Cerniq.Functions.Api;
using Cerniq.Functions.Services;
using Cerniq.Functions.Storage;
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

    /// <summary>What an account held over time, newest first: <c>?from=&amp;to=&amp;limit=&amp;continuation=</c>.</summary>
    [Function("GetBalanceHistory")]
    public Task<IActionResult> History(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/balances/{accountId}/history")] HttpRequest request,
        string tenant,
        string accountId,
        CancellationToken cancellationToken) =>
        HistoryAsync<AccountBalance>(
            request, (paging, from, to) => balances.HistoryAsync(tenant, accountId, from, to, paging.Limit, paging.Continuation, cancellationToken));

    /// <summary>What all accounts of a currency held together, newest first.</summary>
    [Function("GetCurrencyHistory")]
    public Task<IActionResult> CurrencyHistory(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/balances/currencies/{currency}/history")] HttpRequest request,
        string tenant,
        string currency,
        CancellationToken cancellationToken) =>
        HistoryAsync<CurrencyBalance>(
            request, (paging, from, to) => balances.CurrencyHistoryAsync(tenant, currency, from, to, paging.Limit, paging.Continuation, cancellationToken));

    private static async Task<IActionResult> HistoryAsync<T>(
        HttpRequest request, Func<Paging, DateTimeOffset, DateTimeOffset, Task<TablePage>> read)
    {
        var stretch = QueryInstant.Stretch(request);
        return stretch.Problem is { } problem
            ? problem
            : await Listing.PageAsync<T>(
                request, paging => read(paging, stretch.Value.From ?? DateTimeOffset.UnixEpoch, stretch.Value.To ?? DateTimeOffset.MaxValue));
    }
}
