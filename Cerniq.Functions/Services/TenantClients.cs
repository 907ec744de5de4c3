using System.Collections.Concurrent;

namespace Cerniq.Functions.Services;

/// <summary>Keeps one client per tenant, and with it its token, for as long as the tenant's connection stays the same.</summary>
public abstract class TenantClients<TConnection, TClient>
    where TConnection : notnull
{
    private readonly ConcurrentDictionary<string, (TConnection Connection, TClient Client)> clients = new(StringComparer.Ordinal);

    /// <summary>The client of a tenant; a new one when its credentials or address have changed.</summary>
    public TClient For(string tenant, TConnection connection) => clients.AddOrUpdate(
        tenant,
        _ => (connection, Create(tenant, connection)),
        (_, known) => known.Connection.Equals(connection) ? known : (connection, Create(tenant, connection))).Client;

    protected abstract TClient Create(string tenant, TConnection connection);
}
