using Cerniq.Functions.Api;
using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Http;

namespace Cerniq.Functions.EFactura;

/// <summary>Finds what a request names, if it is the caller's to see; what is another tenant's is not there.</summary>
public sealed class EFacturaAccess(EFacturaStore store, TenantDirectory tenants)
{
    /// <summary>The entry of a queue id, or null.</summary>
    internal async Task<EFacturaEntry?> FindAsync(HttpRequest request, long queueId, CancellationToken cancellationToken) =>
        queueId is > 0 and < QueueIdAllocator.Limit
        && await store.OwnerAsync(queueId, cancellationToken) is { } owner
        && request.Caller().MayTouch(owner)
            ? await store.GetAsync(owner, queueId, cancellationToken)
            : null;

    /// <summary>The tenant that a body names, or the caller's own when it names none; null when it is not the caller's.</summary>
    internal async Task<string?> TenantAsync(HttpRequest request, string? named, CancellationToken cancellationToken)
    {
        var tenant = named ?? request.Caller().Tenant;
        return tenant is not null && TenantId.IsValid(tenant) && request.Caller().MayTouch(tenant) && await tenants.ExistsAsync(tenant, cancellationToken)
            ? tenant
            : null;
    }
}
