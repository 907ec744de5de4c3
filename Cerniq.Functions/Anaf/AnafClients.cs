using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Anaf;

/// <summary>ANAF's clients by tenant.</summary>
public sealed class AnafClients(ServiceCallers callers, AnafTokens tokens) : TenantClients<AnafConnection, AnafClient>
{
    protected override AnafClient Create(string tenant, AnafConnection connection) =>
        new(tenant, connection, callers.For(AnafDialect.Profile), tokens.For(tenant, connection), callers.Clock);
}
