using Cerniq.Functions.Anaf;
using Cerniq.Functions.Audit;
using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.EFactura;

/// <summary>Asks ANAF on behalf of a filing; what goes wrong comes back as a value.</summary>
public sealed class EFacturaAnaf(AnafClients clients, TenantConnections connections)
{
    /// <param name="scope">Under what the calls are audited.</param>
    public Task<FilingReply<T>> TryAsync<T>(
        CallScope scope, Func<AnafClient, CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        FilingReply.OfAsync(
            scope,
            "anaf",
            async stop => await ask(clients.For(scope.Tenant, await connections.AnafAsync(scope.Tenant, stop)), stop),
            cancellationToken);

    public static CallScope ScopeOf(EFacturaEntry entry) => new(entry.Tenant, entry.Key.Subject, entry.CorrelationId);
}
