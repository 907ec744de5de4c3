using Cerniq.Functions.Services;
using Cerniq.Functions.Tenants;

namespace Cerniq.Functions.Revolut.Wire;

/// <summary>Revolut's clients by tenant, each with its token.</summary>
public sealed class RevolutClients(ServiceCallers callers) : TenantClients<RevolutConnection, RevolutClient>
{
    protected override RevolutClient Create(string tenant, RevolutConnection connection) =>
        new(tenant, connection, callers.For(RevolutDialect.Profile), callers.Clock);
}
