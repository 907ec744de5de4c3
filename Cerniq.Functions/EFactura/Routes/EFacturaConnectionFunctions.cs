using Cerniq.Functions.Api;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Cerniq.Functions.EFactura;

/// <summary>Shows which way a tenant's invoices take to ANAF, and whether it is open.</summary>
[SaysSuccess]
public sealed class EFacturaConnectionFunctions(EFacturaAdapters adapters, TenantSettings settings)
{
    [Function("EFacturaConnection")]
    public async Task<IActionResult> TestAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "efactura/connection/{tenantId}")] HttpRequest request,
        string tenantId,
        CancellationToken cancellationToken)
    {
        var adapter = adapters.For(await settings.GetAsync(tenantId, cancellationToken));
        var check = await adapter.TestConnectionAsync(new CallScope(tenantId, "efactura/connection", request.CorrelationId()), cancellationToken);
        return new EFacturaAnswer<ConnectionAnswer>(
            new ConnectionAnswer(check.Works, tenantId, adapter.Info.Name, adapter.Info.Description, check.Problem ?? "The connection works"));
    }
}

internal sealed record ConnectionAnswer(bool Success, string TenantId, string Adapter, string Description, string Message);
