using Cerniq.Functions.Api;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Cerniq.Functions.Oblio.Series;

/// <summary>Checks the series every night, and when asked.</summary>
public sealed partial class SeriesFunctions(SeriesCheck check, TenantDirectory tenants, ILogger<SeriesFunctions> logger)
{
    /// <summary>The latest report of each series.</summary>
    [Function("GetSeriesReports")]
    public async Task<IActionResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/series")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken) =>
        Answer.Ok(new SeriesReports(await check.LatestAsync(tenant, cancellationToken)));

    /// <summary>Checks now.</summary>
    [Function("CheckSeries")]
    public async Task<IActionResult> Check(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/series/check")] HttpRequest request,
        string tenant,
        CancellationToken cancellationToken)
    {
        using var scope = new CallScope(tenant, "series", request.CorrelationId()).Enter();
        return Answer.Ok(new SeriesReports(await check.RunAsync(tenant, cancellationToken)));
    }

    [Function("SeriesSweep")]
    public async Task Sweep([TimerTrigger("0 30 3 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await foreach (var tenant in tenants.ListAsync(cancellationToken))
        {
            using var scope = new CallScope(tenant, "series", Guid.NewGuid().ToString("N")).Enter();
            try
            {
                await check.RunAsync(tenant, cancellationToken);
            }
            catch (Exception failure) when (failure is ServiceException or TenantNotConfiguredException)
            {
                // One tenant's account is no reason to leave the others unchecked; tomorrow is another night.
                LogUnchecked(logger, tenant, failure.Message);
            }
        }
    }

    [LoggerMessage(2201, LogLevel.Warning, "The series of tenant {Tenant} could not be checked: {Why}")]
    private static partial void LogUnchecked(ILogger logger, string tenant, string why);
}

public sealed record SeriesReports(IReadOnlyList<SeriesReport> Items);
