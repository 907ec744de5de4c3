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
            return new EFacturaAnswer<QuotasAnswer>(new QuotasAnswer(true, tenantId, cui, uses, Paging.Encode(continuation)));
        });
}

internal sealed record QuotasAnswer(bool Success, string TenantId, string Cui, IReadOnlyList<AnafQuotaUse> Quotas, string? Continuation);
