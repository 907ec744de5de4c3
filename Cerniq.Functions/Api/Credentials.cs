using Cerniq.Functions.Tenants;
using Microsoft.AspNetCore.Http;

namespace Cerniq.Functions.Api;

/// <summary>Finds out who calls, by the keys a request shows.</summary>
public sealed class Credentials(AdminKey admin, TenantKeys keys)
{
    private const string AdminHeader = "x-functions-key";
    private const string AdminQuery = "code";
    private const string TenantHeader = "x-api-key";

    /// <returns>The caller, or null when no key was shown or one that was shown is wrong.</returns>
    public async Task<Caller?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Headers.TryGetValue(AdminHeader, out var header) || request.Query.TryGetValue(AdminQuery, out header))
        {
            return admin.Matches(header.ToString()) ? Caller.Admin : null;
        }

        if (!request.Headers.TryGetValue(TenantHeader, out var key) || string.IsNullOrEmpty(key))
        {
            return null;
        }

        var owner = await keys.ResolveAsync(key.ToString(), cancellationToken);
        return owner is null ? null : new Caller(owner.Tenant, $"key {owner.KeyId[..12]}");
    }
}
