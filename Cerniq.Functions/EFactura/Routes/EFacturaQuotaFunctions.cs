using Cerniq.Functions.Anaf;
using Cerniq.Functions.Api;
using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Shows how much of ANAF's daily quotas is used.</summary>
[SaysSuccess]
public sealed class EFacturaQuotaFunctions(AnafQuotas quotas, TenantConnections connections)
{
    [Function("EFacturaQuotas")]
    public async Task<IActionResult> QuotasAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "efactura/quotas/{tenantId}")] HttpRequest request,
        string tenantId,
        CancellationToken cancellationToken) =>
        await Listing.AnswerAsync(request, async paging =>
        {
            var cui = (await connections.AnafAsync(tenantId, cancellationToken)).Cif;
            var (uses, continuation) = await quotas.TodayAsync(tenantId, cui, paging.Limit, paging.Continuation, cancellationToken);
            var endpoints = await quotas.EndpointsAsync(tenantId, cui, cancellationToken);
            return new EFacturaAnswer<QuotasAnswer>(new QuotasAnswer(true, tenantId, cui, endpoints, uses, Paging.Encode(continuation)));
        });
}

/// <param name="Endpoints">All that have a quota.</param>
/// <param name="Quotas">What was used today, call by call: a company's endpoint, or a message's.</param>
internal sealed record QuotasAnswer(
    bool Success, string TenantId, string Cui, IReadOnlyList<AnafEndpointQuota> Endpoints, IReadOnlyList<AnafQuotaUse> Quotas, string? Continuation);
