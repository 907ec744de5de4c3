using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Anaf;

/// <summary>The keepers of the tenants' ANAF logins.</summary>
public sealed class AnafTokens(ServiceCallers callers, ISecretStore secrets) : TenantClients<AnafConnection, AnafTokenKeeper>
{
    protected override AnafTokenKeeper Create(string tenant, AnafConnection connection) =>
        new(tenant, connection, callers.For(AnafDialect.Profile), secrets, callers.Clock);
}
