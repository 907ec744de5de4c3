using Cerniq.Functions.Economic.Wire;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Economic;

/// <summary>Opens a tenant's books: its mapping and its e-conomic.</summary>
public sealed class EconomicBooks(EconomicClients clients, TenantConnections connections, TenantSettings settings)
{
    /// <exception cref="TenantNotConfiguredException">The tenant lacks a credential.</exception>
    public async Task<OpenBooks> OpenAsync(string tenant, CancellationToken cancellationToken)
    {
        var connection = await connections.EconomicAsync(tenant, cancellationToken);
        return new OpenBooks(
            new Bookkeeping(await settings.GetAsync(tenant, cancellationToken)), clients.For(tenant, connection), connection.BaseUrl);
    }
}

public sealed record OpenBooks(Bookkeeping Mapping, EconomicClient Client, Uri Address);
